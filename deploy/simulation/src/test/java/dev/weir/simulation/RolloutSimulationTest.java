package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.simulation.rollout.Outcome;
import dev.weir.simulation.rollout.Plans;
import dev.weir.simulation.rollout.RolloutSimulation;
import dev.weir.simulation.rollout.Service;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rollout does from its beginning to its end, under traffic of known truth. */
class RolloutSimulationTest {

    @Test
    void shouldClimbStageByStageWhereTheCandidateIsIdentical() {
        RolloutSimulation simulation = new RolloutSimulation(
                Plans.climb(1, 1, 1, 1),
                second -> Service.HEALTHY,
                second -> Service.HEALTHY,
                1_000,
                Duration.ofMinutes(20),
                null);
        assertThat(runs(simulation, 20)).allSatisfy(outcome -> {
            assertThat(outcome.status()).isEqualTo(Status.PROMOTED);
            assertThat(outcome.path()).containsExactly("baseline", "canary-5", "canary-25", "ab-test", "full");
            assertThat(outcome.decisions())
                    .extracting(decision -> decision.action())
                    .containsExactly(
                            Action.START,
                            Action.ADVANCE,
                            Action.ADVANCE,
                            Action.ADVANCE,
                            Action.ADVANCE,
                            Action.PROMOTE);
        });
    }

    @ParameterizedTest(name = "{0} at {1} %")
    @CsvSource({"errors, 5", "errors, 50", "timeouts, 5", "timeouts, 50", "p95, 5", "p95, 50"})
    void shouldRollBackInTheFirstStageWhateverIsBroken(String fault, int percent) {
        Service broken =
                switch (fault) {
                    case "errors" -> Service.HEALTHY.failing(0.15);
                    case "timeouts" -> Service.HEALTHY.timingOut(0.15);
                    case "p95" -> Service.HEALTHY.slower(4);
                    default -> throw new IllegalArgumentException(fault);
                };
        RolloutSimulation simulation = new RolloutSimulation(
                Plans.canary(percent),
                second -> Service.HEALTHY,
                second -> broken,
                percent == 5 ? 40 : 4,
                Duration.ofHours(1),
                null);
        assertThat(runs(simulation, 20)).allSatisfy(outcome -> {
            assertThat(outcome.status()).isEqualTo(Status.ROLLED_BACK);
            assertThat(outcome.path()).containsExactly("baseline", "canary");
        });
    }

    @Test
    void shouldPauseWhereTheCandidateIsNeverHeardOf() {
        Outcome outcome = new RolloutSimulation(
                        Plans.canary(0.01, "0s", "1m", ""),
                        second -> Service.HEALTHY,
                        second -> Service.HEALTHY,
                        20,
                        Duration.ofMinutes(5),
                        null)
                .run(new SplittableRandom(1));
        assertThat(outcome.status()).isEqualTo(Status.PAUSED);
        assertThat(outcome.path()).containsExactly("baseline", "canary");
    }

    private static Iterable<Outcome> runs(RolloutSimulation simulation, int count) {
        return IntStream.range(0, count)
                .mapToObj(seed -> simulation.run(new SplittableRandom(seed)))
                .toList();
    }
}
