package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Defaults;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutFileTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String SMALLEST =
            """
            metadata: { name: digits-v2 }
            spec:
              model: digits
              baseline: v1.0
              candidate: v2.0
            """;

    @Test
    void shouldFillInEveryDefaultWhenOnlyTheNamesAreGiven() {
        Plan plan = read(SMALLEST).plan().orElseThrow();

        assertThat(plan)
                .isEqualTo(new Plan(
                        "digits-v2",
                        "digits",
                        "v1.0",
                        "v2.0",
                        Defaults.BASELINE_MIN_DURATION,
                        Defaults.BASELINE_MIN_SAMPLES,
                        Defaults.STAGES,
                        Defaults.TIMEOUT,
                        Defaults.TIMEOUT,
                        Defaults.HOLDBACK_BPS,
                        Guardrail.standards(),
                        0.05,
                        0.05,
                        Plan.NoDataPolicy.PAUSE,
                        List.of(),
                        true,
                        Duration.ZERO,
                        true,
                        ShadowTerms.STANDARD,
                        Conduct.STANDARD,
                        null,
                        NOW,
                        "ada"));
    }

    @Test
    void shouldRefuseANameThatIsMoreThanALine() {
        RolloutFile file = read(SMALLEST.replace("digits-v2", "\"digits\\nv2\""));

        assertThat(file.problems())
                .singleElement()
                .hasToString("line 1: metadata.name has a line break or another control character in it;"
                        + " write a name of one line");
    }

    @Test
    void shouldRefuseANameThatNoEventOrPathCanSay() {
        assertThat(read(SMALLEST.replace("v1.0", "x".repeat(513))).problems())
                .singleElement()
                .asString()
                .endsWith(
                        "spec.baseline has 513 characters, and events may name no more than 512; write a shorter name");
        assertThat(read(SMALLEST.replace("v1.0", "'v1.0 '")).problems())
                .singleElement()
                .asString()
                .endsWith("spec.baseline is 'v1.0 ', with a blank at an end; write 'v1.0'");
        assertThat(read(SMALLEST.replace("digits-v2", "\"..\"")).problems())
                .singleElement()
                .asString()
                .endsWith("metadata.name is '..', which cannot stand in a path; write another name");
    }

    @Test
    void shouldRefuseAnAttributeWithoutANameOrNamedTwice() {
        assertThat(read(SMALLEST + "  segments: [region, \"\", region]\n").problems())
                .extracting(FileProblem::message)
                .containsExactly("has a blank name in it; leave it out", "has region twice; keep one of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2d", "1.5f", "NaN", "Infinity", "0x1p3", "''"})
    void shouldRefuseANumberThatIsOneToJavaAlone(String number) {
        assertThat(read(SMALLEST + "  guardrails: { errorRate: { maxRatio: " + number + " } }\n")
                        .problems())
                .singleElement()
                .asString()
                .endsWith("; write a number above 0");
    }

    @Test
    void shouldSayWhatTheParserMissed() {
        assertThat(read("a: [b").problems())
                .singleElement()
                .asString()
                .startsWith("line 1: this is not YAML: while parsing a flow sequence, expected ',' or ']'");
        assertThat(read("{").problems())
                .singleElement()
                .hasToString("line 1: this is not JSON: Unexpected end-of-input: expected close marker for Object");
    }

    @Test
    void shouldAcceptTheContractsExample() throws IOException {
        RolloutFile file = read(resource("contract-rollout.yaml"));

        assertThat(file.problems()).isEmpty();
        Plan plan = file.plan().orElseThrow();
        assertThat(plan.stages().get(0).mirrorBps()).isEqualTo(10_000);
        assertThat(plan.shadow()).isEqualTo(ShadowTerms.STANDARD);
        assertThat(file.warnings()).isEmpty();
        assertThat(plan.experiment())
                .isEqualTo(new ExperimentTerms(
                        ExperimentMetric.SUCCESS,
                        ExperimentTerms.Method.ALWAYS_VALID,
                        0.05,
                        0.8,
                        0.02,
                        1_000,
                        ExperimentTerms.OnTie.KEEP,
                        List.of("user_type")));
    }

    @Test
    void shouldCompareVariantsOnlyWhereTheFileAsksForIt() {
        RolloutFile file = read(SMALLEST);
        assertThat(file.plan().orElseThrow().experiment()).isNull();
        assertThat(file.warnings()).extracting(FileProblem::path).containsExactly("spec.experiment");

        Plan plan = read(SMALLEST + "  experiment: {}\n").plan().orElseThrow();
        assertThat(plan.experiment()).isEqualTo(ExperimentTerms.STANDARD);
        assertThat(plan.stages())
                .filteredOn(plan::isExperiment)
                .extracting(Stage::name)
                .containsExactly("ab-test");
        assertThat(read(SMALLEST + "  experiment: { metric: cost, method: fixed-horizon, onTie: deploy }\n")
                        .plan()
                        .orElseThrow()
                        .experiment())
                .isEqualTo(new ExperimentTerms(
                        ExperimentMetric.COST,
                        ExperimentTerms.Method.FIXED_HORIZON,
                        0.05,
                        0.8,
                        0.02,
                        1_000,
                        ExperimentTerms.OnTie.DEPLOY,
                        List.of()));
    }

    @Test
    void shouldRefuseAnExperimentThatNoStageIsFor() {
        RolloutFile file = read(SMALLEST
                + "  experiment: {}\n"
                + "  override: { skippedStages: it is a test }\n"
                + "  stages: [{ name: canary, weight: 5 }, { name: full, weight: 100 }]\n");
        assertThat(file.problems())
                .singleElement()
                .asString()
                .startsWith("line 6: spec.experiment has no stage in which each variant has half")
                .contains("{ name: ab-test, weight: 50,");
        assertThat(read(SMALLEST + "  experiment: { power: 0.01 }\n").problems())
                .singleElement()
                .hasToString("line 6: spec.experiment.power must be above alpha 0.05");
    }

    @Test
    void shouldReadHowShadowPairsAreCompared() {
        RolloutFile file = read(
                """
                metadata: { name: digits-v2 }
                spec:
                  model: digits
                  baseline: v1.0
                  candidate: v2.0
                  stages:
                    - { name: shadow, weight: 0, minDuration: 1h }
                    - { name: canary, weight: 5 }
                    - { name: wide, weight: 25 }
                    - { name: half, weight: 50 }
                    - { name: full, weight: 100 }
                  shadow: { comparator: numeric, tolerance: 0.5, minAgreement: 0.9, minSamples: 300 }
                """);

        Plan plan = file.plan().orElseThrow();
        assertThat(plan.stages().get(0).mirrorBps()).isEqualTo(10_000);
        assertThat(plan.stages().get(1).mirrorBps()).isZero();
        assertThat(plan.shadow()).isEqualTo(new ShadowTerms("numeric", 0.9, 300, 0.5));
        assertThat(plan.minSamplesOf(plan.stages().get(0))).isEqualTo(300);
    }

    @Test
    void shouldLeaveStagesOutOnlyForAReasonThatIsKept() throws IOException {
        String shorter = resource("contract-rollout.yaml").replaceFirst("(?m)^.*name: shadow,.*\n", "");

        assertThat(read(shorter).problems())
                .extracting(FileProblem::toString)
                .containsExactly(
                        "line 9: spec.stages skips the shadow stage; a plan that would be accepted: shadow 0 % ->"
                                + " canary-5 5 % -> canary-25 25 % -> ab-test 50 % -> full 100 %; or take the responsibility, on"
                                + " record: override: { skippedStages: WHY }");
        assertThat(read(shorter + "  override: { skippedStages: ' ' }\n").problems())
                .isNotEmpty();

        RolloutFile beside = RolloutFile.read(shorter, NOW, "ada", "it has no side effects");
        RolloutFile file = read(shorter + "  override: { skippedStages: it has no side effects }\n");
        assertThat(beside.plan()).isEqualTo(file.plan());
        assertThat(file.problems()).isEmpty();
        assertThat(file.plan().orElseThrow().conduct().skippedStages()).isEqualTo("it has no side effects");
        Plan plan = file.plan().orElseThrow();
        assertThat(plan.stages()).extracting(Stage::name).containsExactly("canary-5", "canary-25", "ab-test", "full");
        assertThat(plan.stages().get(0).maxDuration()).isEqualTo(Duration.ofHours(6));
        assertThat(plan.guardrails()).isEqualTo(Guardrail.standards());
        assertThat(file.warnings()).extracting(FileProblem::path).containsExactly("spec.override");
    }

    @Test
    void shouldReadJsonWithLines() {
        RolloutFile file = read(
                """
                {"metadata": {"name": "digits-v2"},
                 "spec": {"model": "digits", "baseline": "v1.0", "candidate": "v2.0",
                   "holdbak": 5}}
                """);

        assertThat(file.problems())
                .extracting(FileProblem::toString)
                .containsExactly("line 3: spec.holdbak is not known; did you mean holdback?");
    }

    @Test
    void shouldSayAllProblemsAtOnceInTheOrderOfTheFile() {
        RolloutFile file = read(
                """
                metadata: { nme: digits-v2 }
                spec:
                  model: digits
                  baseline: v1.0
                  candidate: v1.0
                  stages:
                    - { name: canary, weight: 5 %, minDuration: 2 hours }
                    - { name: canary, weight: 4, minduration: 2h }
                  alpha: 0.05
                  promote: never
                """);

        assertThat(file.plan()).isEmpty();
        assertThat(file.problems())
                .extracting(FileProblem::toString)
                .containsExactly(
                        "line 1: metadata.nme is not known; did you mean name?",
                        "line 1: metadata.name is missing; write its name",
                        "line 5: spec.candidate is the baseline v1.0; write the variant to introduce",
                        "line 7: spec.stages[0].minDuration is '2 hours'; write a duration such as 90s, 15m, 24h or 2d",
                        "line 7: spec.stages[0].weight is '5 %'; write a percentage from 0 to 100 with at most two"
                                + " decimals, such as 5 or 2.5",
                        "line 8: spec.stages[1].minduration is not known; did you mean minDuration?",
                        "line 8: spec.stages[1].name canary is there twice; give each its own name",
                        "line 8: spec.stages[1].weight ends the plan below 100 percent; add { name: full, weight: 100,"
                                + " minDuration: 48h }",
                        "line 9: spec.alpha is the value '0.05'; write keys and values below it",
                        "line 10: spec.promote is 'never'; write one of auto, manual");
    }

    @Test
    void shouldRefuseWeightsThatFall() {
        RolloutFile file = read(
                SMALLEST
                        + """
                  stages:
                    - { name: canary-25, weight: 25 }
                    - { name: canary-5, weight: 5 }
                    - { name: full, weight: 100 }
                """);

        assertThat(file.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(8);
            assertThat(problem.message()).contains("must be above the 25.0 %");
        });
    }

    @Test
    void shouldNameTheAcceptedPlanWhenTheCanaryIsSkipped() {
        RolloutFile file = read(SMALLEST + "  stages: [ { name: full, weight: 100, minDuration: 1h } ]\n");

        assertThat(file.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(6);
            assertThat(problem.message()).contains("skips the canary", "canary-5 5 % -> canary-25 25 %");
        });
    }

    @Test
    void shouldRefuseAKeyThatIsThereTwice() {
        RolloutFile file = read(SMALLEST + "  model: numbers\n");

        assertThat(file.problems())
                .extracting(FileProblem::toString)
                .containsExactly("line 6: spec.model is there twice, first on line 3; keep one of them");
    }

    @Test
    void shouldNameTheLineWhenTheFileIsNoYaml() {
        RolloutFile file = read("metadata: { name: digits-v2 }\nspec: [ model: digits\n");

        assertThat(file.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isPositive();
            assertThat(problem.message()).startsWith("this is not YAML");
        });
    }

    @Test
    void shouldRefuseAnEmptyFileAndAListAndASecondDocument() {
        assertThat(read("").problems()).extracting(FileProblem::message).containsExactly("the file is empty");
        assertThat(read("- a\n- b\n").problems())
                .extracting(FileProblem::message)
                .containsExactly("expected keys and values, found a list");
        assertThat(read(SMALLEST + "---\n" + SMALLEST).problems())
                .extracting(FileProblem::toString)
                .containsExactly("line 7: there is more than one document in the file; write one document a file");
    }

    @Test
    void shouldRefuseWhatIsNotAQuantityOfTheRightKind() {
        RolloutFile file = read(
                SMALLEST
                        + """
                  baselineCollection: { minSamples: many }
                  timeout: 5
                  holdback: 101
                  guardrails:
                    errorRate: { maxRatio: -1 }
                    latencyP95: { maxRatio: 1.5, advanceRatio: 1.2, floor: 0.1 }
                    p99: { maxRatio: 2 }
                  segments: user_type
                  warmup: 10x
                """);

        assertThat(file.problems()).extracting(FileProblem::line).containsExactly(6, 7, 8, 10, 11, 11, 12, 13, 14);
        assertThat(file.problems().get(6).message())
                .startsWith("is not known; known here are errorRate, timeoutRate, latencyP50");
    }

    @Test
    void shouldReplaceGuardrailsMetricByMetric() {
        Plan plan = read(SMALLEST
                        + """
                          guardrails:
                            errorRate: { maxRatio: 3, action: pause, floor: 0.01 }
                            cost: { maxRatio: 1.1 }
                          override: { skippedStages: two are enough here }
                          stages:
                            - { name: canary, weight: 2.5, minDuration: 0s, guardrails: { errorRate: { maxRatio: 4 } } }
                            - { name: full, weight: 100, minDuration: 10m, approval: required, minSamples: 7 }
                        """)
                .plan()
                .orElseThrow();

        assertThat(plan.guardrails())
                .hasSize(7)
                .contains(
                        new Guardrail(Metric.ERROR_RATE, 3, 3, 0.01, Guardrail.Action.PAUSE),
                        new Guardrail(Metric.COST, 1.1, 1.1, 0, Guardrail.Action.ROLLBACK),
                        Guardrail.standard(Metric.LATENCY_P95));
        Stage canary = plan.stages().get(0);
        assertThat(canary.weightBps()).isEqualTo(250);
        assertThat(canary.maxDuration()).isEqualTo(Duration.ofHours(1));
        assertThat(canary.guardrails())
                .containsExactly(new Guardrail(Metric.ERROR_RATE, 4, 4, 0.01, Guardrail.Action.PAUSE));
        assertThat(plan.stages().get(1).approvalRequired()).isTrue();
        assertThat(plan.stages().get(1).minSamples()).isEqualTo(7);
    }

    @Test
    void shouldWarnWhenNothingIsHeldBackAtFull() {
        RolloutFile file = read(SMALLEST + "  holdback: 0\n  experiment: {}\n");

        assertThat(file.plan()).isPresent();
        assertThat(file.warnings())
                .extracting(FileProblem::toString)
                .containsExactly("line 6: spec.holdback is 0: at full there is no baseline left to compare with");
    }

    @Test
    void shouldWarnWhenEvidenceWaitsForALongTimeout() {
        RolloutFile file = read(SMALLEST + "  timeout: 60s\n  experiment: {}\n");
        assertThat(file.plan().orElseThrow().evidenceDeadline()).isEqualTo(Duration.ofSeconds(60));
        assertThat(file.warnings())
                .extracting(FileProblem::toString)
                .containsExactly(
                        "line 6: spec.timeout is 1m: without evidenceDeadline traffic is evidence only that long"
                                + " after it was assigned; write e.g. evidenceDeadline: 20s");

        RolloutFile told = read(SMALLEST + "  timeout: 60s\n  evidenceDeadline: 15s\n  experiment: {}\n");
        assertThat(told.plan().orElseThrow().evidenceDeadline()).isEqualTo(Duration.ofSeconds(15));
        assertThat(told.warnings()).isEmpty();
        assertThat(read(SMALLEST + "  timeout: 20s\n  experiment: {}\n").warnings())
                .isEmpty();
    }

    @Test
    void shouldRefuseAnEvidenceDeadlineBeyondTheTimeout() {
        assertThat(read(SMALLEST + "  evidenceDeadline: 6s\n").problems())
                .extracting(FileProblem::toString)
                .containsExactly("line 6: spec.evidenceDeadline must be longer than nothing and at most the timeout of"
                        + " 5000 ms; leave it out to wait as long as a request may take");
    }

    /** The schema for editors and the parser must know the same keys, or one of them misleads. */
    @Test
    void shouldKnowTheKeysOfThePublishedSchema() throws IOException {
        JsonNode schema;
        try (InputStream in = RolloutFile.class.getResourceAsStream("/dev/weir/rollout-file.schema.json")) {
            schema = new ObjectMapper().readTree(in);
        }
        assertThat(knownKeys(read("spec: { zzzzzzzzzzzzzzzz: 1 }"), "spec."))
                .containsExactlyInAnyOrderElementsOf(keys(schema.at("/properties/spec/properties")));
        assertThat(knownKeys(
                        read("spec: { stages: [ { webhook: { zzzzzzzzzzzzzzzz: 1 } } ] }"), "spec.stages[0].webhook."))
                .containsExactlyInAnyOrderElementsOf(keys(schema.at("/$defs/stage/properties/webhook/properties")));
        assertThat(knownKeys(read("spec: { stages: [ { zzzzzzzzzzzzzzzz: 1 } ] }"), "spec.stages[0]."))
                .containsExactlyInAnyOrderElementsOf(keys(schema.at("/$defs/stage/properties")));
        assertThat(knownKeys(read("spec: { guardrails: { cpu: { zzzzzzzzzzzzzzzz: 1 } } }"), "spec.guardrails.cpu."))
                .containsExactlyInAnyOrderElementsOf(keys(schema.at("/$defs/quantileGuardrail/properties")));
    }

    private static List<String> knownKeys(RolloutFile file, String parent) {
        String message = file.problems().stream()
                .filter(problem -> problem.path().equals(parent + "zzzzzzzzzzzzzzzz"))
                .findFirst()
                .orElseThrow()
                .message();
        return List.of(message.replaceFirst(".*known here are ", "").split(", "));
    }

    private static List<String> keys(JsonNode properties) {
        List<String> keys = new ArrayList<>();
        properties.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static RolloutFile read(String text) {
        return RolloutFile.read(text, NOW, "ada");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RolloutFileTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
