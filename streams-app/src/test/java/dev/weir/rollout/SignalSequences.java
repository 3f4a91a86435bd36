package dev.weir.rollout;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.RuleChange.OfUnit;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Sequences of anything that may happen to a model, in any order. */
public final class SignalSequences {
    /** The model they are about. */
    public static final String MODEL = "sentiment";

    private static final Webhook WEBHOOK =
            new Webhook("https://gates.example", Duration.ofSeconds(1), Duration.ofSeconds(30));

    private SignalSequences() {}

    /** A signal without its instant; the state and the latest verdict are those it meets. */
    interface Step {
        Signal signal(Instant at, ModelState state, Verdict latest);
    }

    /** A signal and the time that passes before it. */
    public record Timed(Duration pause, Step step) {}

    /** What a signal led to. */
    public record Met(ModelState before, Signal signal, Decision decision, ModelState after) {}

    /** Between 5 and 80 signals. */
    public static Arbitrary<List<Timed>> any() {
        Arbitrary<Step> submitted = plans().map(plan -> (at, state, latest) -> new Signal.Submitted(plan, at));
        Arbitrary<Step> withdrawn =
                Arbitraries.just((at, state, latest) -> new Signal.Withdrawn(Withdrawal.UNSIGNED, at));
        Arbitrary<Step> steps = Arbitraries.frequencyOf(
                Tuple.of(2, submitted),
                Tuple.of(1, withdrawn),
                Tuple.of(4, commands()),
                Tuple.of(3, answers()),
                Tuple.of(10, verdicts()));
        Arbitrary<Duration> waits =
                Arbitraries.of(0, 1, 60, 600, 4_000, 200_000).map(Duration::ofSeconds);
        return Combinators.combine(waits, steps)
                .as(Timed::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(80);
    }

    /** Lets them happen to a model nothing is known about, and returns what it comes to. */
    public static ModelState play(List<Timed> signals, Consumer<Met> seen, BiConsumer<ModelState, Decision> decided) {
        ModelState state = ModelState.unknown(MODEL);
        Instant now = Drive.START;
        Verdict latest = null;
        for (Timed timed : signals) {
            now = now.plus(timed.pause());
            Signal signal = timed.step().signal(now, state, latest);
            latest = signal instanceof Signal.Judged judged ? judged.verdict() : latest;
            ModelState before = state;
            Decision decision = RolloutMachine.decide(state, signal).orElse(null);
            if (decision != null) {
                state = RolloutMachine.evolve(state, decision);
                decided.accept(state, decision);
            }
            seen.accept(new Met(before, signal, decision, state));
        }
        return state;
    }

    private static Arbitrary<Plan> plans() {
        return Combinators.combine(
                        Arbitraries.of("sentiment-v2", "sentiment-v3"),
                        Arbitraries.of("v1.0", "v2.0"),
                        Arbitraries.of(0, 500, 2_000, 9_000),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Plan.NoDataPolicy.values()),
                        Arbitraries.of(true, false),
                        Arbitraries.of(SegmentHarm.values()))
                .as((name, baseline, holdback, automatic, policy, aa, harm) -> new PlanDraft()
                        .name(name)
                        .variants(baseline, baseline.equals("v1.0") ? "v2.0" : "v1.0")
                        .holdbackBps(holdback)
                        .promoteAutomatically(automatic)
                        .onNoData(policy)
                        .conduct(new Conduct(
                                "it is short", aa && automatic, harm, Duration.ofHours(48), Duration.ofDays(7)))
                        .stages(
                                new Stage("shadow", 0, 5_000, Duration.ZERO, Duration.ofHours(1), 0, false, List.of()),
                                PlanDraft.stage("canary-5", 5),
                                new Stage(
                                        "ab-test",
                                        5_000,
                                        0,
                                        Duration.ofMinutes(5),
                                        Duration.ofHours(1),
                                        0,
                                        !automatic,
                                        List.of(),
                                        aa ? null : WEBHOOK),
                                PlanDraft.stage("full", 100))
                        .plan());
    }

    private static Arbitrary<Step> commands() {
        Arbitrary<RuleChange> rules = Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.of("1", "2"), Arbitraries.of("v1.0", "v2.0", "v3.0"))
                .as((unit, about, variant) ->
                        unit ? new OfUnit(about, variant) : new OfSegment("country", about, variant));
        return Combinators.combine(
                        Arbitraries.of(Verb.values()),
                        Arbitraries.of("because", " "),
                        Arbitraries.of(true, false),
                        rules)
                .as((verb, reason, force, rule) -> (at, state, latest) -> new Signal.Commanded(
                        new Command(verb, "ada", reason, force, about(verb, rule), null), latest, at));
    }

    private static RuleChange about(Verb verb, RuleChange rule) {
        return switch (verb) {
            case SET_USER, SET_SEGMENT -> rule;
            case REMOVE_USER, REMOVE_SEGMENT -> rule.naming(null);
            default -> null;
        };
    }

    /** To the question that is asked, if one is, or to one of long ago. */
    private static Arbitrary<Step> answers() {
        return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, true, false))
                .as((passed, current) -> (at, state, latest) -> {
                    String question = current && state.rollout() != null
                            ? state.rollout().question().orElse("none")
                            : "sentiment/sentiment-v2/1/ab-test/1";
                    Verb verb = passed ? Verb.GATE_PASSED : Verb.GATE_HELD;
                    return new Signal.Commanded(
                            new Command(verb, "webhook", "HTTP", false, null, question), latest, at);
                });
    }

    private static Arbitrary<Step> verdicts() {
        Arbitrary<List<Check>> checks = Combinators.combine(
                        Arbitraries.of((String) null, "country=1", "country=2"),
                        Arbitraries.of(CheckState.values()),
                        Arbitraries.of(0.1, 5.0, 9.0, 20.0))
                .as(VerdictDraft::check)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.just(Standing.PROVED)),
                                Tuple.of(4, Arbitraries.of(Standing.values()))),
                        checks,
                        Arbitraries.of(0L, 10_000L, 10_000L))
                .as((standing, found, samples) -> (at, state, latest) -> new Signal.Judged(
                        VerdictDraft.verdict(standing, at, samples, consistent(standing, found)), at));
    }

    /** Nothing that fails is proved, and what is broken fails somewhere. */
    private static List<Check> consistent(Standing standing, List<Check> found) {
        List<Check> checks = new ArrayList<>(found);
        if (standing == Standing.PROVED) {
            checks.removeIf(check -> check.state() == CheckState.FAIL);
        }
        return checks;
    }
}
