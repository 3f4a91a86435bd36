package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Guardrail.Action;
import dev.weir.evidence.Metric;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.verdict.StageForecast.Need;
import dev.weir.verdict.StageForecast.Proposal;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The planner against medians that were simulated with numpy and scipy 1.10.1, 500 to 4,000 replications each; requests
 * are those of both variants. A forecast may be off by 35 %.
 */
class StagePlannerTest {
    private static final double TOLERANCE = 0.35;
    private static final ErrorBudget BUDGET = new ErrorBudget(0.05, 0.05);

    /** A budget of which one guardrail alone, or each of four, has 5 % or a quarter of that. */
    private static final ErrorBudget WITHOUT_CATASTROPHE = new ErrorBudget(0.05 / 0.8, 0.05);

    @ParameterizedTest(name = "{1} of requests fail, {0} % candidate")
    @CsvSource({
        " 5, 0.010,  20500",
        " 5, 0.001, 215000",
        "25, 0.010,   6400",
        "25, 0.001,  62000",
        "50, 0.010,   5600",
        "50, 0.001,  53000"
    })
    void shouldReckonTheRequestsThatProveARateWithinItsLimit(int percent, double rate, long simulated) {
        Need need = forecast(assumed(rate), BUDGET, percent, rate(2, 2, 0))
                .slowest()
                .orElseThrow();
        assertNear(need.toProve(), simulated);
    }

    @ParameterizedTest(name = "{0} % candidate")
    @CsvSource({"5, 102000", "5, 112000", "50, 25500"})
    void shouldReckonTheRequestsThatProveARareFailureWithinLimitAndFloor(int percent, long simulated) {
        assertNear(forecast(assumed(0.001), BUDGET, percent, rate(2, 2, 0.0005)).requests(), simulated);
    }

    @ParameterizedTest(name = "{0} at {1} %")
    @CsvSource({"LATENCY_P95, 5, 2900", "LATENCY_P95, 50, 520", "LATENCY_P50, 5, 9100", "LATENCY_P50, 50, 1820"})
    void shouldReckonTheRequestsThatProveAnExponentialLatencyWithinItsLimit(
            Metric metric, int percent, long simulated) {
        assertNear(
                forecast(exponential(0.01), BUDGET, percent, Guardrail.standard(metric))
                        .requests(),
                simulated);
    }

    /** Errors 1 %, timeouts 0.5 %, exponential latencies, no floor: the timeouts take longest. */
    @ParameterizedTest(name = "{0} %")
    @CsvSource({" 5, 47000", " 5, 58000", "25, 14100", "25, 16500", "50, 12250", "50, 14100"})
    void shouldReckonTheRequestsThatProveAllOfFourGuardrails(int percent, long simulated) {
        StageForecast forecast = forecast(exponential(0.005), BUDGET, percent, four(0));
        assertNear(forecast.requests(), simulated);
        assertThat(forecast.slowest().orElseThrow().guardrail().metric()).isEqualTo(Metric.TIMEOUT_RATE);
    }

    @ParameterizedTest(name = "errors times {1} at {0} %")
    @CsvSource({" 5,  3, 49000", " 5,  5,  6400", " 5, 15,   740", "50,  3, 12980", "50,  5,  2050", "50, 15,   308"})
    void shouldReckonTheRequestsThatFindAHarmToOneGuardrail(int percent, double harm, long simulated) {
        StageForecast forecast = forecast(assumed(0.01), WITHOUT_CATASTROPHE, percent, rate(2, 2, 0));
        assertNear(toDetect(forecast.needs().get(0), harm), simulated);
    }

    @ParameterizedTest(name = "errors times {1} at {0} %")
    @CsvSource({" 5,  3, 58600", " 5,  5,  8800", " 5, 15,  1000", "50,  3, 17950", "50,  5,  2700", "50, 15,   350"})
    void shouldReckonTheRequestsThatFindAHarmToOneOfFourGuardrails(int percent, double harm, long simulated) {
        StageForecast forecast = forecast(exponential(0.01), WITHOUT_CATASTROPHE, percent, four(0));
        assertNear(toDetect(forecast.needs().get(0), harm), simulated);
    }

    /** Lognormal durations as they would be counted; three times as slow. */
    @ParameterizedTest(name = "p50 times 3 at {0} %")
    @CsvSource({"5, 240", "50, 48"})
    void shouldReckonTheRequestsThatFindASlowdownFromWhatWasCounted(int percent, long simulated) {
        StageForecast forecast =
                forecast(lognormal(), WITHOUT_CATASTROPHE, percent, Guardrail.standard(Metric.LATENCY_P50));
        assertNear(toDetect(forecast.needs().get(0), 3), simulated);
    }

    @Test
    void shouldReadTheSameOffAnAssumptionAndOffWhatWasCountedOfIt() {
        BaselineFigures counted = counted(0.01, 100_000, p -> -50_000 * Math.log1p(-p));
        StageForecast known = forecast(counted, BUDGET, 10, four(Metric.DEFAULT_FLOOR));
        StageForecast assumed = forecast(exponential(0.01), BUDGET, 10, four(Metric.DEFAULT_FLOOR));
        for (int i = 0; i < known.needs().size(); i++) {
            assertThat(known.needs().get(i).toProve().doubleValue())
                    .isCloseTo(assumed.needs().get(i).toProve(), Percentage.withPercentage(10));
        }
    }

    @Test
    void shouldSayThatNothingIsEverProvedOfWhatNeverHappens() {
        StageForecast forecast = forecast(assumed(0), BUDGET, 5, rate(2, 2, 0));
        assertThat(forecast.requests()).isNull();
        assertThat(forecast.needs().get(0).toDetect())
                .extracting(StageForecast.Detection::requests)
                .containsOnlyNulls();
        assertThat(forecast(assumed(0), BUDGET, 5, rate(2, 2, 0.0005)).requests())
                .isPositive();
    }

    @Test
    void shouldNotPromiseToFindAHarmWithinTheLimit() {
        StageForecast forecast = forecast(assumed(0.01), BUDGET, 5, rate(4, 4, 0));
        assertThat(toDetect(forecast.needs().get(0), 3)).isNull();
        assertThat(toDetect(forecast.needs().get(0), 5)).isPositive();
    }

    @Test
    void shouldNotWaitForWhatOnlyWarnsNorForWhatTheBaselineDoesNotCarry() {
        Guardrail warning = new Guardrail(Metric.ERROR_RATE, 2, 2, 0, Action.WARN);
        StageForecast forecast = new StagePlanner(assumed(0.001), BUDGET)
                .forecast(
                        List.of(warning, Guardrail.standard(Metric.LATENCY_P95), Guardrail.standard(Metric.CPU)), 500);
        assertThat(forecast.needs())
                .extracting(need -> need.guardrail().metric())
                .containsExactly(Metric.ERROR_RATE, Metric.LATENCY_P95);
        assertThat(forecast.slowest().orElseThrow().guardrail().metric()).isEqualTo(Metric.LATENCY_P95);
        assertThat(forecast.requests()).isLessThan(10_000);
    }

    /** In the order of what they risk: nothing, more users, a wider ratio. */
    @Test
    void shouldProposeALongerShadowThenMoreTrafficThenAWiderRatio() {
        List<Guardrail> guardrails = List.of(four(0));
        StagePlanner planner = new StagePlanner(exponential(0.005), BUDGET);
        List<Proposal> proposals = planner.proposals(guardrails, 500);
        assertThat(proposals)
                .extracting(Proposal::kind)
                .containsExactly(
                        Proposal.Kind.LONGER_SHADOW,
                        Proposal.Kind.HIGHER_WEIGHT,
                        Proposal.Kind.HIGHER_WEIGHT,
                        Proposal.Kind.WIDER_ADVANCE_RATIO);
        long half = planner.forecast(guardrails, 5_000).requests();
        assertThat(proposals.get(0).requests()).isEqualTo((half + 1) / 2);
        assertThat(proposals.get(1).candidateBps()).isEqualTo(2_500);
        assertThat(proposals.get(2)).isEqualTo(new Proposal(Proposal.Kind.HIGHER_WEIGHT, 5_000, half));
        assertThat(proposals.get(3).requests())
                .isLessThan(planner.forecast(guardrails, 500).requests() / 3);
        assertThat(planner.proposals(guardrails, 5_000))
                .extracting(Proposal::kind)
                .doesNotContain(Proposal.Kind.HIGHER_WEIGHT);
    }

    @Test
    void shouldTurnRequestsIntoTime() {
        assertThat(StageForecast.time(6_000, 25)).isEqualTo(Duration.ofMinutes(4));
        assertThat(StageForecast.time(6_000, 0)).isNull();
    }

    @Test
    void shouldRefuseAWeightThatLeavesNothingToCompare() {
        StagePlanner planner = new StagePlanner(assumed(0.01), BUDGET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> planner.forecast(List.of(), 10_000))
                .withMessage("candidateBps must be above 0 and below 10000, was 10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaselineFigures.assumed(0.01, 0.01, 1))
                .withMessage("p95OverP50 must be above 1 and finite, was 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaselineFigures.assumed(Double.NaN, 0.01, 3))
                .withMessage("errorRate must be from 0 to 1, was NaN");
    }

    private static void assertNear(Long forecast, long simulated) {
        assertThat((double) forecast).isBetween((1 - TOLERANCE) * simulated, (1 + TOLERANCE) * simulated);
    }

    private static StageForecast forecast(
            BaselineFigures baseline, ErrorBudget budget, int percent, Guardrail... guardrails) {
        return new StagePlanner(baseline, budget).forecast(List.of(guardrails), 100 * percent);
    }

    private static Long toDetect(Need need, double harm) {
        return need.toDetect().get(StagePlanner.HARMS.indexOf(harm)).requests();
    }

    private static Guardrail rate(double maxRatio, double advanceRatio, double floor) {
        return new Guardrail(Metric.ERROR_RATE, maxRatio, advanceRatio, floor, Action.ROLLBACK);
    }

    private static Guardrail[] four(double floor) {
        return new Guardrail[] {
            rate(2, 2, floor),
            new Guardrail(Metric.TIMEOUT_RATE, 2, 2, floor, Action.ROLLBACK),
            Guardrail.standard(Metric.LATENCY_P50),
            Guardrail.standard(Metric.LATENCY_P95)
        };
    }

    private static BaselineFigures assumed(double errorRate) {
        return BaselineFigures.assumed(errorRate, errorRate, 3);
    }

    private static BaselineFigures exponential(double timeoutRate) {
        return BaselineFigures.assumed(0.01, timeoutRate, Math.log(20) / Math.log(2));
    }

    private static BaselineFigures lognormal() {
        NormalDistribution log = NormalDistribution.of(Math.log(50_000), 0.67);
        return counted(0, 20_000, p -> Math.exp(log.inverseCumulativeProbability(p)));
    }

    private static BaselineFigures counted(double rate, int calls, DoubleUnaryOperator quantile) {
        HistogramBuilder durations = new HistogramBuilder();
        for (int i = 0; i < calls; i++) {
            durations.add(Math.round(quantile.applyAsDouble((i + 0.5) / calls)));
        }
        long bad = Math.round(calls * rate);
        return BaselineFigures.of(new Tally(
                calls,
                calls,
                calls,
                bad,
                bad,
                0,
                durations.build(),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                0,
                0,
                0,
                0,
                UnitSample.EMPTY));
    }
}
