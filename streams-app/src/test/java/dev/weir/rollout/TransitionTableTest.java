package dev.weir.rollout;

import static dev.weir.rollout.PlanDraft.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The transition table of {@link RolloutMachine}, complete: every state met by every signal. A cell names the action and
 * where it leads to; {@code REFUSE: text} the message; {@code -} that nothing is decided.
 */
class TransitionTableTest {
    private static final String[] SIGNALS = {
        "submit",
        "again",
        "withdraw",
        "PAUSE",
        "RESUME",
        "ADVANCE",
        "PROMOTE",
        "ROLLBACK",
        "ABORT",
        "KILL",
        "UNKILL",
        "DRILL",
        "BROKEN",
        "SUSPECT",
        "PROVED",
        "MISMATCH",
        "INCOMPLETE",
        "STALE",
        "UNDECIDED"
    };

    /** One row a state, one column a signal, in the order of {@link #SIGNALS}. */
    private static final List<List<String>> TABLE = List.of(
            List.of(
                    "none",
                    "START baseline",
                    "START baseline",
                    "-",
                    "REFUSE: pause: sentiment has no rollout; submit a plan first",
                    "REFUSE: resume: sentiment has no rollout; submit a plan first",
                    "REFUSE: advance: sentiment has no rollout; submit a plan first",
                    "REFUSE: promote: sentiment has no rollout; submit a plan first",
                    "REFUSE: rollback: sentiment has no rollout; submit a plan first",
                    "REFUSE: abort: sentiment has no rollout; submit a plan first",
                    "REFUSE: kill: sentiment has had no rollout: there is nothing to fall back to",
                    "REFUSE: unkill: the kill switch is off already",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-"),
            List.of(
                    "baseline",
                    "REFUSE: rollout sentiment-v2 is at baseline; abort it or let it end before next starts",
                    "-",
                    "ABORT ABORTED",
                    "PAUSE PAUSED",
                    "REFUSE: resume: the rollout is not paused",
                    "REFUSE: advance: the baseline is still collected, and without one there is nothing to compare with; the baseline"
                            + " of v1.0 has 0 of 1000 requests; send the traffic of sentiment through Weir's sidecars or"
                            + " publish its events, and the first stage starts by itself",
                    "REFUSE: promote: the rollout is at baseline; only its last stage can be promoted, none is skipped",
                    "ROLLBACK ROLLED_BACK",
                    "ABORT ABORTED",
                    "KILL baseline",
                    "REFUSE: unkill: the kill switch is off already",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "ROLLBACK ROLLED_BACK",
                    "PAUSE PAUSED",
                    "ADVANCE canary-25",
                    "ADVANCE canary-25",
                    "ADVANCE canary-25",
                    "ADVANCE canary-25",
                    "ADVANCE canary-25"),
            List.of(
                    "canary-25",
                    "REFUSE: rollout sentiment-v2 is at canary-25; abort it or let it end before next starts",
                    "-",
                    "ABORT ABORTED",
                    "PAUSE PAUSED",
                    "REFUSE: resume: the rollout is not paused",
                    "OVERRIDE full",
                    "REFUSE: promote: the rollout is at canary-25; only its last stage can be promoted, none is skipped",
                    "ROLLBACK ROLLED_BACK",
                    "ABORT ABORTED",
                    "KILL canary-25",
                    "REFUSE: unkill: the kill switch is off already",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "ROLLBACK ROLLED_BACK",
                    "PAUSE PAUSED",
                    "ADVANCE full",
                    "HOLD canary-25",
                    "HOLD canary-25",
                    "HOLD canary-25",
                    "-"),
            List.of(
                    "full",
                    "REFUSE: rollout sentiment-v2 is at full; abort it or let it end before next starts",
                    "-",
                    "ABORT ABORTED",
                    "PAUSE PAUSED",
                    "REFUSE: resume: the rollout is not paused",
                    "REFUSE: advance: full is the last stage; promote it",
                    "OVERRIDE PROMOTED",
                    "ROLLBACK ROLLED_BACK",
                    "ABORT ABORTED",
                    "KILL full",
                    "REFUSE: unkill: the kill switch is off already",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "ROLLBACK ROLLED_BACK",
                    "PAUSE PAUSED",
                    "PROMOTE PROMOTED",
                    "HOLD full",
                    "HOLD full",
                    "HOLD full",
                    "-"),
            List.of(
                    "PAUSED",
                    "REFUSE: rollout sentiment-v2 is at canary-25; abort it or let it end before next starts",
                    "-",
                    "ABORT ABORTED",
                    "REFUSE: pause: the rollout is paused already",
                    "RESUME canary-25",
                    "OVERRIDE full",
                    "REFUSE: promote: the rollout is at canary-25; only its last stage can be promoted, none is skipped",
                    "ROLLBACK ROLLED_BACK",
                    "ABORT ABORTED",
                    "KILL PAUSED",
                    "REFUSE: unkill: the kill switch is off already",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "ROLLBACK ROLLED_BACK",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-"),
            List.of(
                    "killed",
                    "REFUSE: rollout sentiment-v2 is at canary-25; abort it or let it end before next starts",
                    "-",
                    "ABORT ABORTED",
                    "PAUSE PAUSED",
                    "REFUSE: resume: the rollout is not paused",
                    "REFUSE: advance: the kill switch is on; turn it off first",
                    "REFUSE: promote: the rollout is at canary-25; only its last stage can be promoted, none is skipped",
                    "ROLLBACK ROLLED_BACK",
                    "ABORT ABORTED",
                    "REFUSE: kill: the kill switch is on already",
                    "UNKILL canary-25",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "ROLLBACK ROLLED_BACK",
                    "PAUSE PAUSED",
                    "HOLD canary-25",
                    "HOLD canary-25",
                    "HOLD canary-25",
                    "-",
                    "-"),
            ended("ROLLED_BACK"),
            ended("ABORTED"),
            List.of(
                    "PROMOTED",
                    "REFUSE: v2.0 is in charge of sentiment, not v1.0; write baseline: v2.0",
                    "-",
                    "-",
                    "REFUSE: pause: rollout sentiment-v2 has ended as PROMOTED; submit a new plan",
                    "REFUSE: resume: rollout sentiment-v2 has ended as PROMOTED; submit a new plan",
                    "REFUSE: advance: rollout sentiment-v2 has ended as PROMOTED; submit a new plan",
                    "REFUSE: promote: rollout sentiment-v2 has ended as PROMOTED; submit a new plan",
                    "REFUSE: rollback: rollout sentiment-v2 has ended as PROMOTED; submit a new plan",
                    "REFUSE: abort: rollout sentiment-v2 has ended as PROMOTED; submit a new plan",
                    "KILL PROMOTED",
                    "REFUSE: unkill: the kill switch is off already",
                    "REFUSE: drill: this version of Weir cannot do that yet",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    "-"));

    private static List<String> ended(String status) {
        String ended = ": rollout sentiment-v2 has ended as " + status + "; submit a new plan";
        return List.of(
                status,
                "START baseline",
                "-",
                "-",
                "REFUSE: pause" + ended,
                "REFUSE: resume" + ended,
                "REFUSE: advance" + ended,
                "REFUSE: promote" + ended,
                "REFUSE: rollback" + ended,
                "REFUSE: abort" + ended,
                "KILL " + status,
                "REFUSE: unkill: the kill switch is off already",
                "REFUSE: drill: this version of Weir cannot do that yet",
                "-",
                "-",
                "-",
                "-",
                "-",
                "-",
                "-");
    }

    @TestFactory
    Stream<DynamicTest> shouldDoWhatTheTableSays() {
        return TABLE.stream().flatMap(row -> {
            assertThat(row).hasSize(SIGNALS.length + 1);
            return Stream.iterate(0, i -> i < SIGNALS.length, i -> i + 1)
                    .map(i -> DynamicTest.dynamicTest(
                            row.get(0) + ", " + SIGNALS[i],
                            () -> assertThat(outcome(row.get(0), SIGNALS[i])).isEqualTo(row.get(i + 1))));
        });
    }

    private static String outcome(String state, String signal) {
        Drive drive = in(state);
        long revision = drive.state.revision();
        Optional<Decision> decided = meet(drive.after(Duration.ofSeconds(1)), signal);
        if (decided.isEmpty()) {
            return "-";
        }
        if (decided.get().action() == Action.REFUSE) {
            assertThat(drive.state.revision()).isEqualTo(revision);
            return "REFUSE: " + decided.get().reason();
        }
        Status status = drive.state.rollout().status();
        return decided.get().action() + " "
                + (status == Status.IN_PROGRESS ? drive.state.rollout().stageName() : status);
    }

    private static Drive in(String state) {
        if (state.equals("none")) {
            return new Drive();
        }
        Drive drive = Drive.started(new PlanDraft().plan());
        switch (state) {
            case "baseline" -> {}
            case "canary-25", "full" -> drive.to(state);
            case "PAUSED" -> drive.to("canary-25").command(Verb.PAUSE);
            case "killed" -> drive.to("canary-25").command(Verb.KILL);
            case "ROLLED_BACK" -> drive.to("canary-25").judged(Standing.BROKEN);
            case "ABORTED" -> drive.to("canary-25").command(Verb.ABORT);
            case "PROMOTED" -> drive.to("full").judged(Standing.PROVED);
            default -> throw new IllegalArgumentException(state);
        }
        drive.latest = null;
        return drive;
    }

    private static Optional<Decision> meet(Drive drive, String signal) {
        if (Arrays.stream(Standing.values())
                .anyMatch(standing -> standing.name().equals(signal))) {
            return drive.judged(Standing.valueOf(signal));
        }
        return switch (signal.toLowerCase(Locale.ROOT)) {
            case "submit" ->
                drive.submit(new PlanDraft()
                        .name("next")
                        .stages(stage("canary-10", 10), stage("full", 100))
                        .plan());
            case "again" -> drive.submit(new PlanDraft().plan());
            case "withdraw" -> drive.signal(new Signal.Withdrawn(drive.now));
            default -> Optional.of(drive.command(Verb.valueOf(signal)));
        };
    }
}
