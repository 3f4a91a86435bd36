package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.serde.TrustedRecords;
import dev.weir.shadow.Answer;
import dev.weir.shadow.AnswerComparator;
import dev.weir.shadow.Likeness;
import dev.weir.view.ControlView;
import dev.weir.window.PairRules;
import dev.weir.wire.OutputCodec;
import dev.weir.wire.PlanCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairingsTest {
    static {
        TrustedRecords.declare();
    }

    private static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");

    private final ControlView view = new ControlView();
    private final Pairings pairings = new Pairings(view);

    /** A comparator of somebody's own. */
    public static final class SameLength implements AnswerComparator {
        @Override
        public Optional<Likeness> compare(Answer baseline, Answer candidate) {
            return Optional.of(
                    Likeness.of(baseline.text().length() == candidate.text().length()));
        }
    }

    @Test
    void shouldPairTheRequestsOfAStageThatCopiesThemAndOfNoOther() {
        Plan plan = plan("label");
        assertThat(pairings.apply("sentiment")).isEmpty();
        view.apply("sentiment", PlanCodec.toWire(plan));
        decide(plan, Decision.Action.START, null, "baseline", 1L);
        assertThat(pairings.apply("sentiment")).isEmpty();
        decide(plan, Decision.Action.ADVANCE, "baseline", "shadow", 2L);

        PairRules rules = pairings.apply("sentiment").orElseThrow();
        assertThat(rules.rollout()).isEqualTo("sentiment-v2");
        assertThat(rules.baseline()).isEqualTo("v1.0");
        assertThat(rules.candidate()).isEqualTo("v2.0");
        assertThat(rules.sinceRevision()).isEqualTo(2);
        assertThat(rules.sampleBps()).isEqualTo(2_500);
        assertThat(rules.limits().timeoutMicros()).isEqualTo(plan.timeout().toNanos() / 1_000);

        decide(plan, Decision.Action.KILL, "shadow", "shadow", 3L);
        assertThat(pairings.apply("sentiment")).isEmpty();
        decide(plan, Decision.Action.UNKILL, "shadow", "shadow", 4L);
        assertThat(pairings.apply("sentiment").orElseThrow().sinceRevision()).isEqualTo(4);
        decide(plan, Decision.Action.ADVANCE, "shadow", "canary", 5L);
        assertThat(pairings.apply("sentiment")).isEmpty();
    }

    @Test
    void shouldCompareByAClassOfSomebodysOwn() {
        assertThat(compare(SameLength.class.getName(), "abc", "xyz")).contains(Likeness.SAME);
        assertThat(compare(SameLength.class.getName(), "abc", "x")).contains(Likeness.DIFFERENT);
    }

    @Test
    void shouldCompareNothingByAClassThatFailsOrIsNoComparator() {
        assertThat(compare(SameLength.class.getName(), null, "x")).isEmpty();
        assertThat(compare("java.lang.String", "a", "a")).isEmpty();
        assertThat(compare("org.example.Missing", "a", "a")).isEmpty();
    }

    private Optional<Likeness> compare(String comparator, String baseline, String candidate) {
        Plan plan = plan(comparator);
        ControlView other = new ControlView();
        other.apply("sentiment", PlanCodec.toWire(plan));
        other.apply("sentiment", decision(plan, Decision.Action.START, null, "baseline", 1L));
        other.apply("sentiment", decision(plan, Decision.Action.ADVANCE, "baseline", "shadow", 2L));
        return new Pairings(other)
                .apply("sentiment")
                .orElseThrow()
                .comparator()
                .compare(new Answer(null, null, null, baseline, null), new Answer(null, null, null, candidate, null));
    }

    private void decide(Plan plan, Decision.Action action, String from, String to, Long revision) {
        view.apply("sentiment", decision(plan, action, from, to, revision));
    }

    private static dev.weir.schema.Decision decision(
            Plan plan, Decision.Action action, String from, String to, Long revision) {
        return OutputCodec.decision(new Decision(
                "d" + revision,
                "sentiment",
                plan.name(),
                AT,
                action,
                from,
                to,
                revision,
                null,
                "ada",
                "because",
                null));
    }

    private static Plan plan(String comparator) {
        return new PlanDraft()
                .shadow(new ShadowTerms(comparator, 0.85, 1_000, 0))
                .stages(
                        new Stage("shadow", 0, 2_500, Duration.ofHours(1), Duration.ofHours(3), 0, false, List.of()),
                        PlanDraft.stage("canary", 25),
                        PlanDraft.stage("full", 100))
                .plan();
    }
}
