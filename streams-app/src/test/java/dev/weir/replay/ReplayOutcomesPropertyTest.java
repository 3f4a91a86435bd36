package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Outcome;
import dev.weir.evidence.ArmOutcomes;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.evidence.OutcomeEvidence;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.shadow.Comparators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** What outcomes come to over a whole rollout has nothing to do with when they come. */
class ReplayOutcomesPropertyTest {
    private static final int REQUESTS = 3_000;
    private static final long SPACING = 20;

    /** Entries that are looked ahead: what is out of order by fewer is put in order first. */
    private static final int WINDOW = 100;

    /** Stays in its even split whatever is known of the answers. */
    private static final Plan PLAN = new PlanDraft()
            .collecting(Duration.ofSeconds(3), 1)
            .stages(
                    PlanDraft.stage("canary-10", 10),
                    new Stage("ab-test", 5_000, 0, Duration.ofDays(1), Duration.ofDays(2), 0, false, List.of()),
                    PlanDraft.stage("full", 100))
            .guardrails(List.of(new Guardrail(Metric.ERROR_RATE, 1_000, 1_000, 0.0005, Guardrail.Action.WARN)))
            .evidencePerUnit(false)
            .experiment(new ExperimentTerms(
                    ExperimentMetric.SUCCESS,
                    ExperimentTerms.Method.ALWAYS_VALID,
                    0.05,
                    0.8,
                    0.02,
                    1_000_000,
                    ExperimentTerms.OnTie.KEEP,
                    List.of()))
            .plan();

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void shouldTallyOutcomesThatComeLateEarlyOrTwiceAsThoseThatComeInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<Logged> inOrder = new ArrayList<>();
        List<Logged> outOfOrder = new ArrayList<>();
        List<Logged> waiting = new ArrayList<>();
        List<Logged> last = new ArrayList<>();
        long candidates = 0;
        long outcomes = 0;
        for (int i = 0; i < REQUESTS; i++) {
            long at = LogDraft.START + i * SPACING;
            boolean candidate = random.nextBoolean();
            candidates += candidate ? 1 : 0;
            Logged request = LogDraft.SERVED
                    .by(candidate ? LogDraft.CANDIDATE : LogDraft.BASELINE)
                    .at(at)
                    .taking(1_000 + random.nextInt(15_000))
                    .request("r" + i);
            List<Logged> known = outcomes("r" + i, at, random);
            outcomes += known.size();
            inOrder.add(request);
            inOrder.addAll(known);
            boolean isEarly = random.nextInt(4) == 0;
            if (isEarly) {
                outOfOrder.addAll(known);
            }
            outOfOrder.add(request);
            if (!isEarly) {
                (random.nextBoolean() ? waiting : last).addAll(known);
            }
            // What waits comes whenever it likes, minutes of the log later and in any order.
            while (!waiting.isEmpty() && random.nextInt(3) == 0) {
                outOfOrder.add(waiting.remove(random.nextInt(waiting.size())));
            }
        }
        while (!waiting.isEmpty()) {
            outOfOrder.add(waiting.remove(random.nextInt(waiting.size())));
        }
        while (!last.isEmpty()) {
            outOfOrder.add(last.remove(random.nextInt(last.size())));
        }
        assertThat(outOfOrder).containsExactlyInAnyOrderElementsOf(inOrder);

        OutcomeEvidence expected = played(inOrder);
        OutcomeEvidence evidence = played(outOfOrder);

        ArmOutcomes arms = expected.strata().values().stream().reduce(ArmOutcomes.NONE, ArmOutcomes::plus);
        assertThat(arms.candidate().requests()).isBetween(candidates / 2, candidates);
        assertThat(arms.candidate().successes().n()
                        + arms.baseline().successes().n())
                .isBetween(REQUESTS / 3L, outcomes);
        assertThat(evidence).isEqualTo(expected);
    }

    /** What becomes known of a request: of one in five nothing, of one in ten the same thing twice. */
    private static List<Logged> outcomes(String id, long at, Random random) {
        if (random.nextInt(5) == 0) {
            return List.of();
        }
        long knownAt = at + random.nextInt(15);
        Logged outcome = new Logged.Outcome(
                random.nextInt(4) == 0
                        ? new Outcome(id, "sentiment", knownAt, null, null, null, (double) random.nextInt(5))
                        : new Outcome(id, "sentiment", knownAt, null, null, random.nextInt(10) > 0, null));
        return random.nextInt(10) == 0 ? List.of(outcome, outcome) : List.of(outcome);
    }

    private static OutcomeEvidence played(List<Logged> log) {
        Replay replay = new Replay(
                List.of(PLAN),
                Assignment.LOGGED,
                terms -> Comparators.named(terms.comparator(), 0).orElseThrow(),
                (model, output) -> {});
        LogCounts counts = replay.play(List.of(LogDraft.log(log)), WINDOW);
        assertThat(counts.dead()).isEmpty();
        assertThat(replay.snapshot("sentiment").state().rollout().stageName()).isEqualTo("ab-test");
        return replay.snapshot("sentiment").trial().outcomes();
    }
}
