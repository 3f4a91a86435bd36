package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds after any sequence of signals. */
class RolloutMachinePropertyTest {
    private static final String MODEL = "sentiment";

    /** A signal without its instant; the latest verdict goes with commands. */
    interface Step {
        Signal signal(Instant at, Verdict latest);
    }

    /** A signal and the time that passes before it. */
    record Timed(Duration pause, Step step) {}

    @Provide
    Arbitrary<List<Timed>> signals() {
        Arbitrary<Plan> plans = Combinators.combine(
                        Arbitraries.of("sentiment-v2", "sentiment-v3"),
                        Arbitraries.of("v1.0", "v2.0"),
                        Arbitraries.of(0, 500, 2_000, 9_000),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Plan.NoDataPolicy.values()))
                .as((name, baseline, holdback, automatic, policy) -> new PlanDraft()
                        .name(name)
                        .variants(baseline, baseline.equals("v1.0") ? "v2.0" : "v1.0")
                        .holdbackBps(holdback)
                        .promoteAutomatically(automatic)
                        .onNoData(policy)
                        .stages(
                                PlanDraft.stage("canary-5", 5),
                                new Stage(
                                        "ab-test",
                                        5_000,
                                        0,
                                        Duration.ofMinutes(5),
                                        Duration.ofHours(1),
                                        0,
                                        !automatic,
                                        List.of()),
                                PlanDraft.stage("full", 100))
                        .plan());
        Arbitrary<Step> submitted = plans.map(plan -> (at, latest) -> new Signal.Submitted(plan, at));
        Arbitrary<Step> withdrawn = Arbitraries.just((at, latest) -> new Signal.Withdrawn(at));
        Arbitrary<Step> commanded = Combinators.combine(
                        Arbitraries.of(Verb.values()), Arbitraries.of("because", " "), Arbitraries.of(true, false))
                .as((verb, reason, force) ->
                        (at, latest) -> new Signal.Commanded(new Command(verb, "ada", reason, force), latest, at));
        Arbitrary<Step> judged = Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.just(Standing.PROVED)),
                                Tuple.of(4, Arbitraries.of(Standing.values()))),
                        Arbitraries.of(CheckState.values()),
                        Arbitraries.of(0L, 10_000L))
                .as((standing, check, samples) ->
                        (at, latest) -> new Signal.Judged(VerdictDraft.verdict(standing, at, samples, check), at));
        Arbitrary<Step> steps = Arbitraries.frequencyOf(
                Tuple.of(2, submitted), Tuple.of(1, withdrawn), Tuple.of(4, commanded), Tuple.of(8, judged));
        Arbitrary<Duration> waits = Arbitraries.of(0, 1, 60, 600, 4_000).map(Duration::ofSeconds);
        return Combinators.combine(waits, steps)
                .as(Timed::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 1_000)
    void shouldKeepItsPromisesWhateverHappens(@ForAll("signals") List<Timed> signals) {
        ModelState state = ModelState.unknown(MODEL);
        Instant now = Drive.START;
        Verdict latest = null;
        List<Decision> decisions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Timed timed : signals) {
            now = now.plus(timed.pause());
            Signal signal = timed.step().signal(now, latest);
            latest = signal instanceof Signal.Judged judged ? judged.verdict() : latest;
            Optional<Decision> decided = RolloutMachine.decide(state, signal);
            ModelState before = state;
            if (decided.isPresent()) {
                Decision decision = decided.get();
                state = RolloutMachine.evolve(state, decision);
                decisions.add(decision);
                assertThat(ids.add(decision.id()))
                        .as("unique id %s", decision.id())
                        .isTrue();
                isAccountable(decision, signal);
                isRouted(before, state, decision);
                isFinal(before, state, decision);
            }
            isBackWhenBroken(before, state, signal);
        }
        ModelState replayed = ModelState.unknown(MODEL);
        for (Decision decision : decisions) {
            replayed = RolloutMachine.evolve(replayed, decision);
        }
        assertThat(replayed).isEqualTo(state);
        assertThat(state.decisions()).isEqualTo(decisions.size());
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
    }

    private static void isFinal(ModelState before, ModelState after, Decision decision) {
        boolean ended = before.rollout() != null && before.rollout().status().isTerminal();
        if (ended && decision.action() != Action.START) {
            assertThat(after.rollout()).isEqualTo(before.rollout());
            assertThat(after.inCharge()).isEqualTo(before.inCharge());
        }
        if (decision.action() == Action.START) {
            assertThat(before.isActive()).isFalse();
            assertThat(candidateBps(after)).isZero();
        }
    }

    private static void isBackWhenBroken(ModelState before, ModelState after, Signal signal) {
        if (signal instanceof Signal.Judged judged && judged.verdict().standing() == Standing.BROKEN) {
            assertThat(candidateBps(after)).isZero();
            assertThat(after.isActive()).isFalse();
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
