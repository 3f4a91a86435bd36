package dev.weir.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.judge.RolloutSimulation.Outcome;
import dev.weir.judge.RolloutSimulation.Truth;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.rollout.Stage;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often whole rollouts end wrongly and how many requests they take. Every replication has a seed of its own, so
 * that a figure here is the same in every run. A share passes while its count is at most the 99.99 % quantile of the
 * binomial distribution at the promised level.
 */
class RolloutSimulationTest {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutSimulationTest.class);
    private static final Truth HEALTHY = second -> Service.HEALTHY;
    private static final double ALPHA = 0.05;

    @Test
    void shouldPromoteAndHardlyEverRollBackAnIdenticalCandidate() {
        List<Outcome> outcomes = new RolloutSimulation(
                        new PlanDraft().plan(), HEALTHY, HEALTHY, 500, Duration.ofMinutes(10), true)
                .runs(1_000);
        report("identical", outcomes);
        assertThat(count(outcomes, Outcome::isRolledBack)).isLessThanOrEqualTo(mostAt(ALPHA, 1_000));
        assertThat(outcomes.stream().filter(outcome -> !outcome.isRolledBack())).allSatisfy(outcome -> {
            assertThat(outcome.status()).isEqualTo(Status.PROMOTED);
            assertThat(outcome.path()).containsExactly("baseline", "canary-25", "full");
            assertThat(outcome.decisions())
                    .extracting(decision -> decision.action())
                    .containsExactly(Action.START, Action.ADVANCE, Action.ADVANCE, Action.PROMOTE);
        });
    }

    /** Both variants fail and slow down together for ten seconds of every half minute, as when a database is down. */
    @Test
    void shouldNotBlameTheCandidateForASharedIncident() {
        Truth shaken = second -> second % 30 < 10 ? Service.HEALTHY.failing(0.3).slower(3) : Service.HEALTHY;
        List<Outcome> outcomes =
                new RolloutSimulation(halfAndHalf(), shaken, shaken, 200, Duration.ofMinutes(2), true).runs(300);
        report("shared incident", outcomes);
        assertThat(count(outcomes, Outcome::isRolledBack)).isLessThanOrEqualTo(mostAt(ALPHA, 300));
    }

    /** p_c = 2 p_b + 0.0005 is the very limit of the default guardrail: neither proved kept nor proved broken. */
    @Test
    void shouldHardlyEverDecideOnErrorsExactlyAtTheLimit() {
        Service limit = Service.HEALTHY.failing(2 * 0.01 + Metric.DEFAULT_FLOOR - 0.005);
        List<Outcome> outcomes = new RolloutSimulation(
                        halfAndHalf(), HEALTHY, second -> limit, 250, Duration.ofSeconds(64), true)
                .runs(1_000);
        report("errors at the limit", outcomes);
        assertThat(count(outcomes, outcome -> outcome.isPast("canary"))).isLessThanOrEqualTo(mostAt(ALPHA, 1_000));
        assertThat(count(outcomes, Outcome::isRolledBack)).isLessThanOrEqualTo(mostAt(ALPHA, 1_000));
    }

    @Test
    void shouldHardlyEverDecideOnLatencyExactlyAtTheLimit() {
        PlanDraft draft = new PlanDraft()
                .guardrails(List.of(Guardrail.standard(Metric.LATENCY_P95)))
                .stages(PlanDraft.stage("canary", 50), PlanDraft.stage("full", 100));
        List<Outcome> outcomes = new RolloutSimulation(
                        draft.plan(),
                        HEALTHY,
                        second -> Service.HEALTHY.slower(1.5),
                        100,
                        Duration.ofSeconds(100),
                        true)
                .runs(1_000);
        report("p95 at the limit", outcomes);
        assertThat(count(outcomes, outcome -> outcome.isPast("canary"))).isLessThanOrEqualTo(mostAt(ALPHA, 1_000));
        assertThat(count(outcomes, Outcome::isRolledBack)).isLessThanOrEqualTo(mostAt(ALPHA, 1_000));
    }

    /** Medians are of requests of both variants; the rate is such that the candidate gets one or two a second. */
    @ParameterizedTest(name = "{0} at {1} %")
    @CsvSource({
        "errors15,   5, 20, 1100",
        "errors15,  50,  4,  400",
        "timeouts15, 5, 20, 1100",
        "timeouts15, 50, 4,  400",
        "p95x4,      5, 20,  500",
        "p95x4,     50,  4,  150"
    })
    void shouldRollBackEveryBrokenCandidate(String fault, int percent, int requestsPerSecond, long most) {
        List<Outcome> outcomes = broken(fault, percent, requestsPerSecond).runs(200);
        report(fault + " at " + percent, outcomes);
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.status()).isEqualTo(Status.ROLLED_BACK);
            assertThat(outcome.path()).containsExactly("baseline", "canary");
        });
        assertThat(median(outcomes, Outcome::requests)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest(name = "at {0} %")
    @CsvSource({"5, 20", "50, 2"})
    void shouldRollBackACandidateThatAlwaysFailsAfterAHandfulOfItsRequests(int percent, int requestsPerSecond) {
        List<Outcome> outcomes = broken("errors100", percent, requestsPerSecond).runs(200);
        report("errors100 at " + percent, outcomes);
        assertThat(count(outcomes, Outcome::isRolledBack)).isEqualTo(200);
        assertThat(median(outcomes, Outcome::candidateRequests)).isLessThanOrEqualTo(5);
    }

    /** A healthy past must not buy time: 100 000 healthy requests, then errors go from 1 % to 15 %. */
    @Test
    void shouldRollBackSoonWhenTheCandidateBreaksAfterALongHealthyTime() {
        long breaks = 502;
        PlanDraft draft = new PlanDraft()
                .stages(
                        new Stage("canary", 5_000, 0, Duration.ofHours(1), Duration.ofHours(3), 0, false, List.of()),
                        PlanDraft.stage("full", 100));
        Truth late = second -> second < breaks ? Service.HEALTHY : Service.HEALTHY.failing(0.15);
        List<Outcome> outcomes =
                new RolloutSimulation(draft.plan(), HEALTHY, late, 200, Duration.ofMinutes(15), true).runs(50);
        ToLongFunction<Outcome> delay = outcome -> outcome.requests() - (breaks - 5) * 200;
        report("late, median delay " + median(outcomes, delay), outcomes);
        assertThat(count(outcomes, Outcome::isRolledBack)).isEqualTo(50);
        assertThat(median(outcomes, delay)).isBetween(1L, 1_500L);
    }

    @Test
    void shouldPauseWhenTheCandidateIsNeverHeardOf() {
        PlanDraft draft = new PlanDraft()
                .stages(
                        new Stage("canary", 1, 0, Duration.ZERO, Duration.ofMinutes(1), 0, false, List.of()),
                        PlanDraft.stage("full", 100));
        Outcome outcome = new RolloutSimulation(draft.plan(), HEALTHY, HEALTHY, 20, Duration.ofMinutes(5), true).run(1);
        assertThat(outcome.status()).isEqualTo(Status.PAUSED);
        assertThat(outcome.path()).containsExactly("baseline", "canary");
    }

    private static RolloutSimulation broken(String fault, int percent, int requestsPerSecond) {
        Service candidate =
                switch (fault) {
                    case "errors15" -> Service.HEALTHY.failing(0.15);
                    case "errors100" -> Service.HEALTHY.failing(1);
                    case "timeouts15" -> Service.HEALTHY.timingOut(0.15);
                    case "p95x4" -> Service.HEALTHY.slower(4);
                    default -> throw new IllegalArgumentException(fault);
                };
        return new RolloutSimulation(
                new PlanDraft()
                        .collecting(Duration.ZERO, 500)
                        .stages(PlanDraft.stage("canary", percent), PlanDraft.stage("full", 100))
                        .plan(),
                HEALTHY,
                second -> candidate,
                requestsPerSecond,
                Duration.ofHours(1),
                true);
    }

    private static Plan halfAndHalf() {
        return new PlanDraft()
                .stages(PlanDraft.stage("canary", 50), PlanDraft.stage("full", 100))
                .plan();
    }

    private static int mostAt(double level, int replications) {
        return new BinomialDistribution(null, replications, level).inverseCumulativeProbability(0.9999);
    }

    private static long count(List<Outcome> outcomes, Predicate<Outcome> which) {
        return outcomes.stream().filter(which).count();
    }

    private static long median(List<Outcome> outcomes, ToLongFunction<Outcome> figure) {
        long[] sorted = outcomes.stream().mapToLong(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void report(String scenario, List<Outcome> outcomes) {
        LOG.info(
                "scenario=\"{}\" rollouts={} rolledBack={} pastFirstStage={} promoted={} medianRequests={}"
                        + " medianCandidateRequests={}",
                scenario,
                outcomes.size(),
                count(outcomes, Outcome::isRolledBack),
                count(outcomes, outcome -> outcome.path().size() > 2),
                count(outcomes, outcome -> outcome.status() == Status.PROMOTED),
                median(outcomes, Outcome::requests),
                median(outcomes, Outcome::candidateRequests));
    }
}
