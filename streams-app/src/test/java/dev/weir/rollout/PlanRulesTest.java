package dev.weir.rollout;

import static dev.weir.rollout.PlanDraft.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.rollout.PlanRules.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanRulesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Stage FULL = stage("full", 100);

    static Stream<Arguments> shouldNameThePlaceAndWhatToWriteInstead() {
        return Stream.of(
                rule(draft().name(" "), "metadata.name: is missing; write its name"),
                rule(draft().model(""), "spec.model: is missing; write its name"),
                rule(draft().variants("", "v2.0"), "spec.baseline: is missing; write its name"),
                rule(draft().variants("v1.0", ""), "spec.candidate: is missing; write its name"),
                rule(
                        draft().variants("v1.0", "v1.0"),
                        "spec.candidate: is the baseline v1.0; write the variant to introduce"),
                rule(draft().stages(), "spec.stages: has no stage; leave it out to get the defaults"),
                rule(draft().stages(stage("", 5), FULL), "spec.stages[0].name: is missing; write its name"),
                rule(
                        draft().stages(stage("full", 5), FULL),
                        "spec.stages[1].name: full is there twice; give each its own name"),
                rule(
                        draft().stages(stage("baseline", 5), FULL),
                        "spec.stages[0].name: baseline is collected first by itself; write spec.baselineCollection"),
                rule(
                        draft().stages(stage("shadow", 0), stage("canary", 5), FULL),
                        "spec.stages[0].mirror: is 0: without copies there is nothing to compare; write the percentage of"
                                + " requests to copy"),
                rule(
                        draft().stages(new Stage("canary", 500, 1, HOUR, HOUR, 0, false, List.of()), FULL),
                        "spec.stages[0].mirror: copies requests in a stage that serves users; leave it out, or write"
                                + " weight: 0"),
                rule(
                        draft().stages(stage("canary", 5), shadow(10_000), FULL),
                        "spec.stages[1].weight: must be above the 5.0 % of the stage before it; write the stages in the"
                                + " order of their weights"),
                rule(
                        draft().shadow(new ShadowTerms("lable", 0.85, 1_000, 0)),
                        "spec.shadow.comparator: is 'lable'; write one of label, exact, tokens, cosine, numeric or the"
                                + " full name of a class"),
                rule(
                        draft().shadow(new ShadowTerms("label", 1, 1_000, 0)),
                        "spec.shadow.minAgreement: must be above 0 and below 1, was 1.0"),
                rule(
                        draft().shadow(new ShadowTerms("label", 0.85, 0, 0)),
                        "spec.shadow.minSamples: must be at least 1"),
                rule(
                        draft().shadow(new ShadowTerms("numeric", 0.85, 1, -1)),
                        "spec.shadow.tolerance: must be 0 or more"),
                rule(
                        draft().stages(canary(-1, Duration.ZERO, HOUR, 0), FULL),
                        "spec.stages[0].weight: must be 0 to 100 percent"),
                rule(
                        draft().stages(canary(500, HOUR.negated(), HOUR, 0), FULL),
                        "spec.stages[0].minDuration: must not be negative"),
                rule(
                        draft().stages(canary(500, HOUR.multipliedBy(2), HOUR, 0), FULL),
                        "spec.stages[0].maxDuration: is 1h, below minDuration; write at least 2h"),
                rule(
                        draft().stages(canary(500, HOUR, HOUR, -1), FULL),
                        "spec.stages[0].minSamples: must not be negative"),
                rule(
                        draft().stages(
                                        new Stage(
                                                "canary",
                                                500,
                                                0,
                                                HOUR,
                                                HOUR,
                                                0,
                                                false,
                                                List.of(Guardrail.standard(Metric.COST))),
                                        FULL),
                        "spec.stages[0].guardrails.cost: is not watched in the whole rollout; list it under"
                                + " spec.guardrails too, since the error budget is shared out once"),
                rule(
                        draft().stages(stage("wide", 25), stage("narrow", 5), FULL),
                        "spec.stages[1].weight: must be above the 25.0 % of the stage before it; write the stages in the"
                                + " order of their weights"),
                rule(
                        draft().stages(stage("canary", 5), stage("wide", 50)),
                        "spec.stages[1].weight: ends the plan below 100 percent; add { name: full, weight: 100,"
                                + " minDuration: 48h }"),
                rule(
                        draft().stages(stage("canary", 90), FULL).holdbackBps(2_000),
                        "spec.holdback: leaves the candidate 80.0 % at full, less than the 90.0 % of the stage before it;"
                                + " write at most 10.0"),
                rule(draft().timeout(Duration.ZERO), "spec.timeout: must be longer than nothing, e.g. 5s"),
                rule(draft().timeout(Duration.ofHours(24).plusMillis(1)), "spec.timeout: must be at most 24h"),
                rule(
                        draft().evidenceDeadline(Duration.ofMillis(5_001)),
                        "spec.evidenceDeadline: must be longer than nothing and at most the timeout of 5000 ms; leave it"
                                + " out to wait as long as a request may take"),
                rule(
                        draft().evidenceDeadline(Duration.ZERO),
                        "spec.evidenceDeadline: must be longer than nothing and at most the timeout of 5000 ms; leave it"
                                + " out to wait as long as a request may take"),
                rule(draft().holdbackBps(-1), "spec.holdback: must be 0 to 50 percent"),
                rule(draft().holdbackBps(5_001), "spec.holdback: must be 0 to 50 percent"),
                rule(draft().alpha(0, 0.05), "spec.alpha.rollback: must be above 0 and below 1, was 0.0"),
                rule(draft().alpha(0.05, 1), "spec.alpha.advance: must be above 0 and below 1, was 1.0"),
                rule(draft().alpha(0.05, Double.NaN), "spec.alpha.advance: must be above 0 and below 1, was NaN"),
                rule(
                        draft().guardrails(List.of()),
                        "spec.guardrails: watches nothing; leave it out to get the defaults"),
                rule(draft().collecting(HOUR, 0), "spec.baselineCollection.minSamples: must be at least 1"),
                rule(
                        draft().collecting(HOUR.negated(), 1),
                        "spec.baselineCollection.minDuration: must not be negative"),
                rule(draft().warmup(HOUR.negated()), "spec.warmup: must not be negative"),
                rule(
                        draft().conduct(new Conduct("so", false, Conduct.SegmentHarm.ROLLBACK, Duration.ZERO, HOUR)),
                        "spec.cleanUpAfter: must be longer than nothing, e.g. 48h"),
                rule(
                        draft().conduct(new Conduct("so", false, Conduct.SegmentHarm.ROLLBACK, HOUR, HOUR.negated())),
                        "spec.keepWarm: must not be negative"),
                rule(
                        gated("gates.example", HOUR.dividedBy(60), HOUR),
                        "spec.stages[0].webhook.url: is 'gates.example'; write where to ask, e.g."
                                + " https://gates.example/rollouts"),
                rule(
                        gated("https://gates.example", Duration.ZERO, HOUR),
                        "spec.stages[0].webhook.timeout: must be longer than nothing and at most 5m"),
                rule(
                        gated("https://gates.example", HOUR.dividedBy(60), Duration.ofMillis(999)),
                        "spec.stages[0].webhook.retry: must be at least 1s"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void shouldNameThePlaceAndWhatToWriteInstead(Plan plan, String problem) {
        assertThat(PlanRules.problems(plan)).extracting(Problem::toString).containsExactly(problem);
    }

    /** What is left out is named, whatever the weights are; only a reason on record lets it pass. */
    static Stream<Arguments> shouldNameTheStagesThatAreSkipped() {
        Stage shadow = shadow(10_000);
        return Stream.of(
                Arguments.of(
                        List.of(stage("canary", 5), stage("wide", 25), stage("half", 50), FULL), "the shadow stage"),
                Arguments.of(
                        List.of(shadow, stage("wide", 25), stage("half", 50), FULL), "a first canary of at most 10 %"),
                Arguments.of(List.of(shadow, stage("canary", 5), stage("half", 50), FULL), "a wider canary below 50 %"),
                Arguments.of(List.of(shadow, stage("canary", 5), stage("wide", 25), FULL), "the even split of 50 %"),
                Arguments.of(
                        List.of(stage("canary", 25), FULL),
                        "the shadow stage, a first canary of at most 10 %, the even split of 50 %"),
                Arguments.of(
                        List.of(shadow, stage("half", 50), FULL),
                        "a first canary of at most 10 %, a wider canary below 50 %"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void shouldNameTheStagesThatAreSkipped(List<Stage> stages, String skipped) {
        PlanDraft draft = draft().stages(stages.toArray(Stage[]::new)).holdbackBps(500);
        assertThat(PlanRules.problems(draft.conduct(Conduct.STANDARD).plan()))
                .extracting(Problem::toString)
                .containsExactly("spec.stages: skips " + skipped
                        + "; a plan that would be accepted: shadow 0 % -> canary-5 5 % -> canary-25 25 % -> ab-test 50 % ->"
                        + " full 100 %; or take the responsibility, on record: override: { skippedStages: WHY }");
        assertThat(new Drive().submit(draft.plan())).map(Decision::action).contains(Decision.Action.REFUSE);

        Drive overridden = Drive.started(
                draft.conduct(Conduct.STANDARD.skipping("it only reads")).plan());
        assertThat(overridden.decisions.get(0).reason())
                .isEqualTo(
                        "v2.0 on trial against v1.0; override by ada: without " + skipped + ", because it only reads");
    }

    private static Stage shadow(int mirrorBps) {
        return new Stage("shadow", 0, mirrorBps, HOUR, HOUR, 0, false, List.of());
    }

    @Test
    void shouldAcceptAShadowStageBeforeTheFirstCanary() {
        assertThat(PlanRules.problems(
                        draft().stages(shadow(500), stage("canary", 5), FULL).plan()))
                .isEmpty();
    }

    @Test
    void shouldRefuseToGoFromNothingToEverythingForNoReasonWhateverAndNameAPlanThatWouldBeAccepted() {
        assertThat(PlanRules.problems(draft().stages(shadow(500), FULL).plan()))
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .startsWith("skips the canary");
        Plan plan = draft().stages(FULL).plan();
        assertThat(PlanRules.problems(plan))
                .extracting(Problem::toString)
                .containsExactly(
                        "spec.stages: skips the canary; a plan that would be accepted: shadow 0 % -> canary-5 5 % -> canary-25"
                                + " 25 % -> ab-test 50 % -> full 100 %");
        assertThat(new Drive().submit(plan)).map(Decision::action).contains(Decision.Action.REFUSE);
        assertThat(PlanRules.problems(
                        draft().stages(Defaults.STAGES.toArray(Stage[]::new)).plan()))
                .isEmpty();
    }

    @Test
    void shouldListEveryProblemInTheOrderOfTheFile() {
        Plan plan = draft().name("")
                .stages(stage("wide", 25), stage("narrow", 5))
                .alpha(0, 0)
                .plan();
        assertThat(PlanRules.problems(plan))
                .extracting(Problem::path)
                .containsExactly(
                        "metadata.name",
                        "spec.stages[1].weight",
                        "spec.stages[1].weight",
                        "spec.alpha.rollback",
                        "spec.alpha.advance");
    }

    @Test
    void shouldAcceptAPlanThatClimbs() {
        assertThat(PlanRules.problems(draft().plan())).isEmpty();
        assertThat(PlanRules.problems(draft().stages(stage("canary", 95), FULL)
                        .holdbackBps(500)
                        .plan()))
                .isEmpty();
    }

    private static PlanDraft gated(String url, Duration timeout, Duration retry) {
        Stage canary = new Stage("canary", 500, 0, HOUR, HOUR, 0, false, List.of(), new Webhook(url, timeout, retry));
        return draft().stages(canary, FULL);
    }

    private static PlanDraft draft() {
        return new PlanDraft();
    }

    private static Arguments rule(PlanDraft draft, String problem) {
        return Arguments.of(draft.plan(), problem);
    }

    private static Stage canary(int bps, Duration minDuration, Duration maxDuration, long minSamples) {
        return new Stage("canary", bps, 0, minDuration, maxDuration, minSamples, false, List.of());
    }
}
