package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Rules;
import dev.weir.rollout.Signal;
import dev.weir.routing.RoutingTable.Weight;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");

    private ModelState state = ModelState.unknown("sentiment");

    @Test
    void shouldSayWhatEachDecisionMeansForRouters() {
        RoutingTable started = table(new Signal.Submitted(new PlanDraft().plan(), AT));
        assertThat(started.weights()).containsExactly(new Weight("v1.0", 10_000), new Weight("v2.0", 0));
        assertThat(started.stage()).isEqualTo("baseline");
        assertThat(started.salt()).isEqualTo("sentiment/sentiment-v2/1");
        assertThat(started.revision()).isEqualTo(1);
        assertThat(started.decisionId()).isEqualTo("sentiment-d1");

        RoutingTable killed = table(command(Verb.KILL));
        assertThat(killed.killSwitch()).isTrue();
        assertThat(killed.revision()).isEqualTo(2);

        RoutingTable aborted = table(command(Verb.ABORT));
        assertThat(aborted.weights()).containsExactly(new Weight("v1.0", 10_000));
        assertThat(aborted.candidate()).isNull();
        assertThat(aborted.stage()).isNull();
        assertThat(aborted.killSwitch()).isTrue();
    }

    @Test
    void shouldRefuseWeightsThatDoNotAddUp() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoutingTable(
                        "sentiment",
                        1,
                        AT,
                        "r",
                        null,
                        "v1.0",
                        null,
                        List.of(new Weight("v1.0", 9_999)),
                        null,
                        "s",
                        Rules.NONE,
                        false,
                        "d"))
                .withMessage("Weights must sum to 100 percent, were 99.99");
    }

    private RoutingTable table(Signal signal) {
        Decision decision = RolloutMachine.decide(state, signal).orElseThrow();
        state = RolloutMachine.evolve(state, decision);
        return RoutingTable.of(state, decision);
    }

    private static Signal command(Verb verb) {
        return new Signal.Commanded(new Command(verb, "ada", "because", false), null, AT);
    }
}
