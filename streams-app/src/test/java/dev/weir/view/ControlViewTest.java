package dev.weir.view;

import static dev.weir.view.Records.MODEL;
import static dev.weir.view.Records.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.rollout.Watch;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictStatus;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ControlViewTest {
    private static final RolloutSpec PLAN = PlanCodec.toWire(Records.plan("digits-v2", "v1.0", "v2.0"));
    private static final Decision STARTED =
            Records.decision(1, DecisionAction.START, "digits-v2", null, "baseline", 1, "ada");
    private static final Decision ADVANCED =
            Records.decision(2, DecisionAction.ADVANCE, "digits-v2", "baseline", "canary-10", 11, "weir");
    private static final Decision ROLLED_BACK =
            Records.decision(3, DecisionAction.ROLLBACK, "digits-v2", "canary-10", null, 15, "weir");

    private final ControlView view = new ControlView();

    @Test
    void shouldRebuildTheSameStateWhicheverTopicIsReadFirst() {
        ControlView other = new ControlView();

        feed(view, PLAN, STARTED, ADVANCED);
        feed(other, STARTED, ADVANCED, PLAN);

        ModelImage image = image();
        assertThat(image.state().rollout().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(image.state().rollout().stageName()).isEqualTo("canary-10");
        assertThat(image.state().revision()).isEqualTo(2);
        assertThat(other.model(MODEL).orElseThrow().state()).isEqualTo(image.state());
    }

    /** The topic of plans keeps one a model, and it may be one that was refused. */
    @Test
    void shouldTakeThePlanThatRunsFromTheDecisionThatStartedIt() {
        Decision started = Decision.newBuilder(STARTED).setPlan(PLAN).build();
        RolloutSpec refused = RolloutSpec.newBuilder(PLAN)
                .setCandidate("v9.9")
                .setSubmittedAt(START.plusSeconds(1))
                .build();

        feed(view, refused, started, ADVANCED);

        assertThat(image().state().rollout().plan()).isEqualTo(PlanCodec.fromWire(PLAN));
        assertThat(image().state().rollout().stageName()).isEqualTo("canary-10");
    }

    /** The topic keeps one record a model: its rollout or its watch. */
    @Test
    void shouldKnowAWatchUntilAPlanTakesItsPlace() {
        Watch watch = new Watch("accuracy", MODEL, "v1.0", Duration.ofSeconds(7), AccuracyTerms.STANDARD, START, "ada");

        feed(view, WatchCodec.toWire(watch));
        assertThat(view.watch(MODEL)).contains(watch);
        assertThat(image().state().rollout()).isNull();

        feed(view, PLAN);
        assertThat(view.watch(MODEL)).isEmpty();
    }

    /** Rules may be set and removed for years between two rollouts. */
    @Test
    void shouldKeepOfRulesOnlyWhatStillCounts() {
        feed(view, Decision.newBuilder(STARTED).setPlan(PLAN).build(), ADVANCED);
        for (int i = 0; i < 50; i++) {
            feed(view, rule(10 + 2 * i, "u" + i, "v1.0"));
            if (i != 7) {
                feed(view, rule(11 + 2 * i, "u" + i, null));
            }
        }

        assertThat(image().state().rules().users()).containsExactly(Map.entry("u7", "v1.0"));
        assertThat(image().state().revision()).isEqualTo(109);
        assertThat(image().run().decisions()).hasSize(4);
        feed(view, ROLLED_BACK);
        assertThat(image().endedAt()).contains(ROLLED_BACK.getTimestamp());
    }

    private static Decision rule(int number, String unit, String variant) {
        return Decision.newBuilder(Records.decision(
                        number, DecisionAction.OVERRIDE, "digits-v2", "canary-10", "canary-10", 12, "ada"))
                .setUnit(unit)
                .setVariant(variant)
                .build();
    }

    @Test
    void shouldShowNoRolloutWhileItsPlanIsUnknown() {
        feed(view, STARTED, ADVANCED);

        assertThat(image().state().rollout()).isNull();
        assertThat(image().decisions()).containsExactly(ADVANCED, STARTED);
    }

    @Test
    void shouldKnowWhoIsInChargeFromTheTableWhereTheLogDoesNotSay() {
        feed(view, Records.table(7, null, 0));

        assertThat(image().knownState().inCharge()).isEqualTo("v1.0");
        assertThat(image().knownState().revision()).isEqualTo(7);
    }

    @Test
    void shouldFollowARolloutToItsEnd() {
        feed(view, PLAN, STARTED, ADVANCED, ROLLED_BACK);

        assertThat(image().state().rollout().status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(image().state().inCharge()).isEqualTo("v1.0");
        assertThat(image().endedAt()).contains(START.plusSeconds(15));
        assertThat(image().entries())
                .containsEntry("baseline", START.plusSeconds(1))
                .containsEntry("canary-10", START.plusSeconds(11));
    }

    @Test
    void shouldCountTheAttemptWhenARolloutStartsAgain() {
        Decision again = Records.decision(4, DecisionAction.START, "digits-v2", null, "baseline", 60, "ada");

        feed(view, PLAN, STARTED, ADVANCED, ROLLED_BACK, again);

        assertThat(image().state().rollout().attempt()).isEqualTo(2);
        assertThat(image().state().rollout().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(image().endedAt()).isEmpty();
    }

    @Test
    void shouldKeepToTheRunningPlanWhenAnotherIsSubmitted() {
        RolloutSpec other = RolloutSpec.newBuilder(PlanCodec.toWire(Records.plan("digits-v3", "v1.0", "v3.0")))
                .build();
        Decision refused = Records.decision(3, DecisionAction.REFUSE, "digits-v2", "canary-10", "canary-10", 12, "bob");

        feed(view, PLAN, STARTED, ADVANCED, other, refused);

        assertThat(image().state().rollout().plan().name()).isEqualTo("digits-v2");
        assertThat(image().state().rollout().stageName()).isEqualTo("canary-10");
    }

    @Test
    void shouldNotCountAPauseAsTimeInTheStage() {
        Decision paused = Records.decision(3, DecisionAction.PAUSE, "digits-v2", "canary-10", "canary-10", 13, "ada");
        Decision resumed = Records.decision(4, DecisionAction.RESUME, "digits-v2", "canary-10", "canary-10", 33, "ada");

        feed(view, PLAN, STARTED, ADVANCED, paused, resumed);

        assertThat(image().state().rollout().inStage(START.plusSeconds(34))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldSurviveALogWhoseBeginningIsGone() {
        feed(view, PLAN, ADVANCED, ROLLED_BACK);

        assertThat(image().state().rollout()).isNull();
        assertThat(image().decisions()).hasSize(2);
    }

    @Test
    void shouldIgnoreATableOlderThanTheOneHeld() {
        feed(view, Records.table(3, "canary-50", 5_000), Records.table(2, "canary-10", 1_000));

        assertThat(image().table().getRevision()).isEqualTo(3);
    }

    @Test
    void shouldReplaceAWindowByItsLaterRecord() {
        MetricsWindow first = Records.window("v1.0", null, 0, 10);
        MetricsWindow segment = Records.window("v1.0", "user_type=free", 0, 4);
        MetricsWindow next = Records.window("v1.0", null, 10, 9);
        MetricsWindow corrected = Records.window("v1.0", null, 0, 12);

        feed(view, first, segment, next, corrected);

        assertThat(image().metrics()).containsExactly(corrected, next, segment);
    }

    @Test
    void shouldKeepNoMoreThanItSays() {
        for (int i = 0; i < 700; i++) {
            feed(
                    view,
                    Records.verdict(i, VerdictStatus.HEALTHY),
                    Records.window("v1.0", null, i, 1),
                    Records.alert(i),
                    Records.decision(i, DecisionAction.REFUSE, null, null, null, i, "bob"));
        }

        assertThat(image().verdicts()).hasSize(200);
        assertThat(image().verdicts().get(0).getVerdictId()).isEqualTo("digits-v699");
        assertThat(image().metrics()).hasSize(600);
        assertThat(image().alerts()).hasSize(100);
        assertThat(image().decisions()).hasSize(200);
    }

    @Test
    void shouldKeepLessOfEachModelTheMoreThereAre() {
        for (int model = 0; model < 2_000; model++) {
            view.apply("model-" + model, Records.alert(model));
        }
        for (int i = 0; i < 700; i++) {
            feed(view, Records.verdict(i, VerdictStatus.HEALTHY), Records.window("v1.0", null, i, 1));
        }

        assertThat(image().verdicts()).hasSize(9);
        assertThat(image().verdicts().get(0).getVerdictId()).isEqualTo("digits-v699");
        assertThat(image().trail().kept()).hasSizeLessThan(59);
        assertThat(image().metrics()).hasSize(99);
    }

    @Test
    void shouldNotGrowWhileAKillSwitchIsToggled() {
        feed(view, PLAN, STARTED, ADVANCED);
        for (int i = 0; i < 50; i++) {
            feed(
                    view,
                    Records.decision(3, DecisionAction.KILL, "digits-v2", "canary-10", "canary-10", 20, "ada"),
                    Records.decision(4, DecisionAction.UNKILL, "digits-v2", "canary-10", "canary-10", 21, "ada"));
        }
        feed(view, Records.decision(5, DecisionAction.KILL, "digits-v2", "canary-10", "canary-10", 22, "ada"));

        assertThat(image().run().decisions()).hasSize(3);
        assertThat(image().state().killSwitch()).isTrue();
    }

    @Test
    void shouldTellWhichSidecarsAreBehindOrSilent() {
        Instant applied = START.plusNanos(123_456_000);
        feed(
                view,
                Records.ack("edge-1", 2, applied),
                Records.ack("edge-2", 1, START),
                Records.report("edge-2", 1, START.plusSeconds(40), true),
                Records.ack("edge-1", 1, START.minusSeconds(1)));

        assertThat(image().sidecars())
                .containsExactly(
                        new SidecarImage("edge-1", 2, applied, applied, false),
                        new SidecarImage("edge-2", 1, START, START.plusSeconds(40), true));
        assertThat(image().sidecars().get(0).isSilent(START.plusSeconds(31))).isTrue();
        assertThat(image().sidecars().get(1).isSilent(START.plusSeconds(31))).isFalse();
    }

    @Test
    void shouldTellListenersOnlyWhatIsNews() {
        List<ViewEvent> events = new ArrayList<>();
        try (ControlView.Subscription subscription = view.subscribe(events::add)) {
            assertThat(subscription).isNotNull();
            feed(view, PLAN, STARTED);
            view.caughtUp();
            Verdict verdict = Records.verdict(1, VerdictStatus.HEALTHY);
            feed(view, ADVANCED, verdict);

            assertThat(events)
                    .containsExactly(
                            new ViewEvent(ViewEvent.Kind.DECISION, MODEL, ADVANCED),
                            new ViewEvent(ViewEvent.Kind.VERDICT, MODEL, verdict));
        }
        feed(view, Records.alert(1));
        assertThat(events).hasSize(2);
    }

    @Test
    void shouldRefuseARecordOfAnotherTopic() {
        InferenceEvent event = InferenceEvent.newBuilder()
                .setRequestId("r1")
                .setModel(MODEL)
                .setVariant("v1.0")
                .setTimestamp(START)
                .build();

        assertThatThrownBy(() -> view.apply(MODEL, event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev.weir.schema.InferenceEvent");
        assertThat(view.models()).isEmpty();
    }

    private ModelImage image() {
        return view.model(MODEL).orElseThrow();
    }

    private static void feed(ControlView view, SpecificRecord... records) {
        for (SpecificRecord rec : records) {
            view.apply(MODEL, rec);
        }
    }
}
