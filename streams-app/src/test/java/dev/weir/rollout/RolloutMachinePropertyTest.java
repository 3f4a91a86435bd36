package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds after any sequence of signals. */
class RolloutMachinePropertyTest {
    @Provide
    Arbitrary<List<SignalSequences.Timed>> signals() {
        return SignalSequences.any();
    }

    @Property(tries = 1_000)
    void shouldKeepItsPromisesWhateverHappens(@ForAll("signals") List<SignalSequences.Timed> signals) {
        List<Decision> decisions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        ModelState state = SignalSequences.play(
                signals,
                met -> {
                    isAnswered(met.signal(), met.decision());
                    if (met.decision() != null) {
                        assertThat(ids.add(met.decision().id()))
                                .as("unique id %s", met.decision().id())
                                .isTrue();
                        isAccountable(met.decision(), met.signal());
                        isRouted(met.before(), met.after(), met.decision());
                        isFinal(met.before(), met.after(), met.decision());
                    }
                    isBackWhenBroken(met.before(), met.after(), met.signal());
                    isNoBraverThanItsEvidence(met);
                    hasNoRuleForWhatDoesNotRun(met.after());
                },
                (after, decision) -> decisions.add(decision));
        ModelState replayed = ModelState.unknown(SignalSequences.MODEL);
        for (Decision decision : decisions) {
            replayed = RolloutMachine.evolve(replayed, decision);
        }
        assertThat(replayed).isEqualTo(state);
        assertThat(state.decisions()).isEqualTo(decisions.size());
    }

    /** A person is always answered, be it with a refusal and its reason; a webhook's word may have come too late. */
    private static void isAnswered(Signal signal, Decision decision) {
        if (signal instanceof Signal.Commanded commanded
                && commanded.command().gate() == null
                && commanded.command().verb() != Verb.GATE_PASSED
                && commanded.command().verb() != Verb.GATE_HELD) {
            assertThat(decision).isNotNull();
        }
    }

    /** After a verdict in which something fails, the candidate gets no more traffic but by force. */
    private static void isNoBraverThanItsEvidence(SignalSequences.Met met) {
        if (candidateBps(met.after()) <= candidateBps(met.before())) {
            return;
        }
        if (met.signal() instanceof Signal.Judged judged
                && met.before().rollout().stage().isPresent()) {
            assertThat(judged.verdict().standing()).isEqualTo(Standing.PROVED);
        }
        if (met.signal() instanceof Signal.Commanded commanded
                && commanded.latest() != null
                && commanded.latest().checks().stream().anyMatch(check -> check.state() == CheckState.FAIL)) {
            assertThat(commanded.command().force()).isTrue();
            assertThat(commanded.command().hasReason()).isTrue();
            assertThat(met.decision().action()).isEqualTo(Action.OVERRIDE);
        }
    }

    private static void hasNoRuleForWhatDoesNotRun(ModelState state) {
        Set<String> running = new HashSet<>();
        running.add(state.inCharge());
        if (state.isActive()) {
            running.add(state.rollout().plan().candidate());
        }
        assertThat(running).containsAll(state.rules().users().values());
        assertThat(state.rules().segments())
                .allSatisfy(rule -> assertThat(running).contains(rule.variant()));
        assertThat(state.rules().users().size()).isLessThanOrEqualTo(Rules.MOST_USERS);
    }

    /** By evidence or by a person; the deletion of a plan names nobody, its reason does. */
    private static void isAccountable(Decision decision, Signal signal) {
        assertThat(decision.reason()).isNotBlank();
        assertThat(decision.issuedBy()).isNotBlank();
        if (decision.issuedBy().equals(Decision.WEIR)) {
            assertThat(decision.verdictId() != null || signal instanceof Signal.Withdrawn)
                    .as("%s has a cause", decision)
                    .isTrue();
        }
    }

    private static void isRouted(ModelState before, ModelState after, Decision decision) {
        if (decision.revision() == null) {
            assertThat(after.revision()).isEqualTo(before.revision());
            assertThat(candidateBps(after)).isEqualTo(candidateBps(before));
            return;
        }
        assertThat(decision.revision()).isEqualTo(before.revision() + 1).isEqualTo(after.revision());
        RoutingTable table = RoutingTable.of(after, decision);
        assertThat(table.weights().stream().mapToInt(RoutingTable.Weight::bps).sum())
                .isEqualTo(10_000);
        assertThat(table.weights().get(0).variant()).isEqualTo(after.inCharge());
        assertThat(table.killSwitch()).isEqualTo(after.killSwitch());
        assertThat(table.rules()).isEqualTo(after.rules());
    }

    private static void isFinal(ModelState before, ModelState after, Decision decision) {
        boolean ended = before.rollout() != null && before.rollout().status().isTerminal();
        if (ended && decision.action() != Action.START) {
            assertThat(after.rollout()).isEqualTo(before.rollout());
            String inCharge =
                    decision.action() == Action.ROLLBACK ? before.warm().variant() : before.inCharge();
            assertThat(after.inCharge()).isEqualTo(inCharge);
        }
        if (decision.action() == Action.START) {
            assertThat(before.isActive()).isFalse();
            assertThat(candidateBps(after)).isZero();
        }
    }

    private static void isBackWhenBroken(ModelState before, ModelState after, Signal signal) {
        if (signal instanceof Signal.Judged judged && judged.verdict().standing() == Standing.BROKEN) {
            boolean isolated = after.isActive() && !after.isolated().equals(before.isolated());
            if (!isolated) {
                assertThat(candidateBps(after)).isZero();
                assertThat(after.isActive()).isFalse();
            }
            assertThat(candidateBps(after)).isLessThanOrEqualTo(candidateBps(before));
            assertThat(after.inCharge()).isEqualTo(before.inCharge());
        }
        if (candidateBps(after) > candidateBps(before)) {
            assertThat(after.killSwitch()).isFalse();
            assertThat(after.rollout().stageIndex()).isEqualTo(before.rollout().stageIndex() + 1);
        }
    }

    private static int candidateBps(ModelState state) {
        return state.rollout() == null ? 0 : state.rollout().candidateBps();
    }
}
