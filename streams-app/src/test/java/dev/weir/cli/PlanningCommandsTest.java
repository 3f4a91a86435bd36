package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands that reckon by themselves, without a control plane. */
class PlanningCommandsTest {
    @CommandLine.Command(name = "weir")
    private static final class Main {}

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** statsmodels: ceil(zt_ind_solve_power(proportion_effectsize(p + e, p), alpha=.05, power=.8)). */
    @ParameterizedTest
    @CsvSource({"0.5, 0.02, 9806", "0.87, 0.02, 4138", "0.85, 0.05, 681"})
    void shouldReckonTheRequestsOfATestBeforeItStarts(String baseline, String effect, long perVariant)
            throws IOException {
        assertThat(weir("sample-size", "--baseline", baseline, "--effect", effect, "-o", "json"))
                .isZero();
        assertThat(json().path("perVariant").asLong()).isEqualTo(perVariant);
    }

    @Test
    void shouldGiveTheSmallerShareTheFewerRequests() throws IOException {
        assertThat(weir("sample-size", "--baseline", "0.87", "--effect", "0.02", "--ratio", "0.25", "-o", "json"))
                .isZero();
        assertThat(json().path("candidateSamples").asLong())
                .isEqualTo((long) Math.ceil(json().path("baselineSamples").asLong() * 0.25));
    }

    @Test
    void shouldCompareTwoSharesWithEveryFigureOfTheContract() throws IOException {
        assertThat(weir("compare", "--a", "43/50", "--b", "44/50", "-o", "json"))
                .isZero();
        JsonNode answer = json();
        assertThat(answer.fieldNames())
                .toIterable()
                .contains("z", "pValue", "effect", "effectLow", "effectHigh", "requiredPerVariant", "a", "b");
        assertThat(answer.path("abStatus").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(answer.path("recommendation").asText()).isEqualTo("CONTINUE");
        assertThat(answer.path("a").path("rate").asDouble()).isEqualTo(0.86);
        assertThat(answer.path("b").path("low").asDouble()).isBetween(0.76, 0.77);
    }

    @Test
    void shouldGiveProgramsThatReadCsvEveryFigureAndEveryDigit() {
        assertThat(weir("compare", "--a", "43/50", "--b", "44/50", "-o", "csv")).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .startsWith("variant,successes,n,rate,low,high,requiredPerVariant,z,pValue,effect,effectLow,effectHigh,"
                        + "abStatus,recommendation")
                .last()
                .asString()
                .startsWith("b,44,50,0.88,0.76195182")
                .contains(",0.29735051672502")
                .endsWith(",INCONCLUSIVE,CONTINUE");
    }

    @Test
    void shouldShowPeopleNoLongRowsOfZeros() {
        assertThat(Figures.number(1e-300)).isEqualTo("1E-300");
        assertThat(Figures.number(1.5e200)).isEqualTo("1.5E+200");
        assertThat(Figures.number(0.000001)).isEqualTo("0.000001");
        assertThat(Figures.number(50_000_000)).isEqualTo("50000000");
        assertThat(Figures.number(0)).isEqualTo("0");
    }

    @Test
    void shouldSayInASentenceWhatAComparisonComesTo() {
        assertThat(weir("compare", "--a", "43/50", "--b", "44/50")).isZero();
        assertThat(out.toString()).contains("z = 0.297, p = 0.766").contains("INCONCLUSIVE: Continue the test: 4,383");
    }

    @Test
    void shouldTakeADayThatHasPassedAsTheLastTraining(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("plan.yaml"),
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: sentiment-v2 }
                spec: { model: sentiment, baseline: v1.0, candidate: v2.0, retraining: { last: 2026-01-02 } }
                """);

        assertThat(weir("plan", file.toString(), "-o", "json")).isZero();
    }

    @Test
    void shouldSayWhatEachStageTakesBeforeItStarts(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("plan.yaml"),
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: sentiment-v2 }
                spec: { model: sentiment, baseline: v1.0, candidate: v2.0 }
                """);
        assertThat(weir("plan", file.toString(), "--rate", "0.5", "--error-rate", "0.001", "-o", "json"))
                .isZero();
        JsonNode shadow = json().path("stages").get(1);
        assertThat(shadow.path("pairsNeeded").asLong()).isGreaterThan(1_000);
        assertThat(shadow.path("requestsNeeded")).isEqualTo(shadow.path("pairsNeeded"));
        JsonNode canary = json().path("stages").get(2);
        // Simulated: a median of 106,200 requests proves 0.1 % within 2x of 0.1 % at 5 %.
        assertThat(canary.path("requestsNeeded").asDouble()).isCloseTo(106_200, withinPercentage(35));
        assertThat(canary.path("slowest").asText()).isEqualTo("errorRate");
        assertThat(canary.path("note").asText())
                .startsWith("takes longer than its maxDuration 6h; shorter: a shadow stage of");
        assertThat(canary.path("cannotDetect").toString()).contains("errorRate 3x");
        assertThat(json().path("earliestEnd").asText()).isEqualTo("128h");
        assertThat(json().path("expectedEnd").asText()).isEqualTo("234h");
    }

    @Test
    void shouldShowPeopleWhatWasAssumedAndWhatItComesTo(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("plan.yaml"),
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: sentiment-v2 }
                spec: { model: sentiment, baseline: v1.0, candidate: v2.0 }
                """);
        assertThat(weir("plan", file.toString(), "--rate", "100")).isZero();
        assertThat(out.toString())
                .contains("reckoned with 100 requests a second, errors 1 %, timeouts 0.5 %, p95 at 3x p50")
                .contains("promoted after 128h at the earliest")
                .contains("requests of both variants in canary-5")
                .contains("to find 15x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compare --a 5/3 --b 1/2",
                "compare --a five --b 1/2",
                "compare --a 1/2",
                "compare --a 1/2 --b 1/2 --alpha 2",
                "compare --a 1/2 --b 1/2 --min-effect 0",
                "sample-size --baseline 0.99 --effect 0.02",
                "sample-size --baseline 0.5 --effect 0",
                "sample-size --baseline 0.5 --effect 0.1 --power 0.01",
                "sample-size --baseline 0.5 --effect 0.1 --ratio 0"
            })
    void shouldRefuseWrongUseWithAReason(String line) {
        assertThat(weir(line.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElseThrow()).containsPattern("must|share|Missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get --server nonsense",
                "status digits --server ftp://host",
                "override digits --segment premium --variant v1.0 --reason r",
                "topics create --replication-factor 0",
                "report digits --out report.pdf"
            })
    void shouldTellWrongUseFromAFailure(String line) {
        assertThat(weir(line.split(" "))).as(err.toString()).isEqualTo(2);
        assertThat(err.toString()).containsPattern("write|end it with");
    }

    private int weir(String... arguments) {
        CommandLine weir = new CommandLine(new Main());
        Commands.all().forEach(weir::addSubcommand);
        return weir.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }
}
