package dev.weir.judge;

import static dev.weir.judge.JudgeDrive.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.RouterReport;
import dev.weir.rollout.Command;
import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Drill.Step;
import dev.weir.rollout.Warmth;
import dev.weir.wire.StoredJudge;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** A drill as the judge leads it: from what sidecars say, over restarts, without a change of the evidence. */
class DrillJudgeTest {
    private static final long CANARY = START + 1 + JudgeDrive.CLOSING.toSeconds();

    @Test
    void shouldPassOnceAllSidecarsThatAreKnownHaveAppliedTheTable() {
        JudgeDrive drive = drilling("edge-1", "edge-2");
        ack(drive, "edge-1", 3, CANARY + 21, 35);
        drive.tick(CANARY + 22);
        assertThat(drive.judge.isDrilling()).isTrue();
        ack(drive, "edge-2", 3, CANARY + 22, 80);
        drive.tick(CANARY + 23);

        assertThat(drive.lastDecision().action()).isEqualTo(Action.DRILL);
        assertThat(drive.lastDecision().reason()).contains("stood the drill: 2 of 2 sidecars applied revision 3");
        assertThat(drive.judge.isDrilling()).isFalse();
        assertThat(kinds(drive))
                .containsExactly(
                        Tuple.tuple(AlertKind.DRILL_OVERDUE, false), Tuple.tuple(AlertKind.DRILL_OVERDUE, true));
    }

    @Test
    void shouldOutliveAKillAndEndInTimeWithWhatWasHeardBefore() {
        JudgeDrive drive = drilling("edge-1", "edge-2");
        ack(drive, "edge-1", 3, CANARY + 21, 35);
        StoredJudge store = new StoredJudge(drive.judge.model());
        store.store(drive.judge);
        drive.judge = store.restore(JudgeDrive.SETTINGS);
        assertThat(drive.judge.isDrilling()).isTrue();
        drive.tick(CANARY + 45);
        report(drive, "edge-2", 2, CANARY + 46);
        drive.tick(CANARY + 51);

        assertThat(drive.lastDecision().reason())
                .contains("did not stand the drill: edge-2 has not applied revision 3 within 30 s; 1 of 2 sidecars");
        assertThat(kinds(drive))
                .containsExactly(
                        Tuple.tuple(AlertKind.DRILL_OVERDUE, false), Tuple.tuple(AlertKind.DRILL_FAILED, false));
    }

    @Test
    void shouldNotPassBeforeAllThatAreAliveHadTimeToSaySo() {
        JudgeDrive drive = JudgeDrive.inCanary();
        command(drive, Verb.DRILL, CANARY + 1);
        ack(drive, "edge-1", 3, CANARY + 1, 10);
        drive.tick(CANARY + 2);
        assertThat(drive.judge.isDrilling())
                .as("edge-2 may be alive and silent")
                .isTrue();
        report(drive, "edge-1", 3, CANARY + 13);
        drive.tick(CANARY + 14);
        assertThat(drive.judge.isDrilling()).isFalse();
    }

    @Test
    void shouldCountNothingAsEvidenceWhileALiveDrillHasTheTraffic() {
        JudgeDrive drive = alive("edge-1");
        command(drive, Verb.DRILL_LIVE, CANARY + 20);
        assertThat(tables(drive)).last().isEqualTo("v1.0=10000 v2.0=0");
        ack(drive, "edge-1", 3, CANARY + 20, 10);
        long before = drive.judge.snapshot().trial().baseline().calls();
        for (long second = CANARY + 21; second < CANARY + 25; second++) {
            drive.delta(second, 3, "v1.0", 100, 0);
            drive.read(second + 7 - 10);
        }
        drive.tick(CANARY + 26);
        assertThat(tables(drive)).last().isEqualTo("v1.0=5000 v2.0=5000");
        ack(drive, "edge-1", 4, CANARY + 26, 10);
        drive.read(CANARY + 40);
        assertThat(drive.lastDecision().reason()).contains("applied both tables");
        assertThat(drive.judge.snapshot().trial().baseline().calls()).isEqualTo(before);

        drive.delta(CANARY + 45, 4, "v1.0", 30, 0);
        drive.delta(CANARY + 45, 4, "v2.0", 30, 0);
        drive.read(CANARY + 60);
        assertThat(drive.judge.snapshot().trial().baseline().calls()).isEqualTo(before + 30);
    }

    @Test
    void shouldKeepEvidenceGatheredBeforeAndAfterADrillThatChangesNothing() {
        JudgeDrive drive = alive("edge-1");
        drive.delta(CANARY + 15, 2, "v1.0", 30, 0);
        drive.delta(CANARY + 15, 2, "v2.0", 30, 0);
        command(drive, Verb.DRILL, CANARY + 20);
        ack(drive, "edge-1", 3, CANARY + 20, 10);
        drive.delta(CANARY + 25, 3, "v1.0", 30, 0);
        drive.delta(CANARY + 25, 3, "v2.0", 30, 0);
        drive.read(CANARY + 60);
        assertThat(drive.judge.snapshot().trial().candidate().calls()).isEqualTo(60);
    }

    /** Whoever says what, in whichever order and however late: a drill ends, and passes only if all have followed. */
    @Property(tries = 300)
    void shouldEndInTimeAndPassOnlyWhenAllFollowed(@ForAll long seed, @ForAll boolean live) {
        Random random = new Random(seed);
        JudgeDrive drive = alive("edge-1", "edge-2", "edge-3");
        command(drive, live ? Verb.DRILL_LIVE : Verb.DRILL, CANARY + 20);
        boolean[] sulks = {random.nextInt(4) == 0, random.nextInt(4) == 0, random.nextInt(4) == 0};
        boolean down = random.nextInt(4) == 0;
        for (long second = CANARY + 21; second < CANARY + 100 && drive.judge.isDrilling(); second++) {
            long revision = drive.judge.snapshot().state().revision();
            for (int i = 0; i < 3; i++) {
                String sidecar = "edge-" + (i + 1);
                long applied = sulks[i] ? 2 : revision;
                if (random.nextBoolean()) {
                    ack(drive, sidecar, applied, second, random.nextInt(900));
                }
                if (random.nextBoolean()) {
                    Warmth warmth = new Warmth(down ? Warmth.State.DOWN : Warmth.State.UP, 100L);
                    drive.judge.health(routerReport(sidecar, applied, second), Map.of("v1.0", warmth), at(second));
                }
            }
            if (random.nextInt(5) == 0) {
                drive.judge = ModelJudge.restore(drive.judge.snapshot(), JudgeDrive.SETTINGS);
            }
            drive.tick(second);
        }
        assertThat(drive.judge.isDrilling()).isFalse();
        boolean followed = !sulks[0] && !sulks[1] && !sulks[2];
        Step step = drive.judge.snapshot().state().drills().latest().step();
        if (!followed) {
            assertThat(step).isEqualTo(Step.FAILED);
        } else if (!down) {
            assertThat(step).isEqualTo(Step.PASSED);
        }
        assertThat(tables(drive)).last().isEqualTo("v1.0=5000 v2.0=5000");
        assertThat(drive.judge.snapshot().state().candidateBps()).isEqualTo(5_000);
    }

    private static JudgeDrive drilling(String... sidecars) {
        JudgeDrive drive = alive(sidecars);
        command(drive, Verb.DRILL, CANARY + 20);
        return drive;
    }

    /** In the canary, with sidecars that have been heard of for a while and know that the old variant answers. */
    private static JudgeDrive alive(String... sidecars) {
        JudgeDrive drive = JudgeDrive.inCanary();
        for (long second = CANARY; second <= CANARY + 19; second += 9) {
            for (String sidecar : sidecars) {
                report(drive, sidecar, 2, second);
            }
        }
        return drive;
    }

    private static void report(JudgeDrive drive, String sidecar, long revision, long second) {
        drive.judge.health(
                routerReport(sidecar, revision, second), Map.of("v1.0", new Warmth(Warmth.State.UP, 100L)), at(second));
    }

    private static RouterReport routerReport(String sidecar, long revision, long second) {
        return new RouterReport(sidecar, revision, second * 1_000 - 1_000, second * 1_000, Map.of(), 0, false);
    }

    private static void ack(JudgeDrive drive, String sidecar, long revision, long second, long millis) {
        drive.judge.acknowledged(
                sidecar, revision, at(second).plusMillis(millis), at(second).plusMillis(millis + 5));
    }

    private static Instant at(long second) {
        return JudgeDrive.at(second);
    }

    private static void command(JudgeDrive drive, Verb verb, long second) {
        drive.keep(drive.judge.command(new Command(verb, "ada", "because", false), at(second)));
        assertThat(drive.decisions()).extracting(Decision::action).endsWith(Action.DRILL);
    }

    private static List<String> tables(JudgeDrive drive) {
        return drive.outputs.stream()
                .filter(Output.Routed.class::isInstance)
                .map(output -> ((Output.Routed) output).table().weights())
                .map(weights -> weights.get(0).variant() + "=" + weights.get(0).bps() + " "
                        + weights.get(1).variant() + "=" + weights.get(1).bps())
                .toList();
    }

    private static List<Tuple> kinds(JudgeDrive drive) {
        return drive.outputs.stream()
                .filter(Output.Raised.class::isInstance)
                .map(output -> ((Output.Raised) output).alert())
                .map(alert -> Tuple.tuple(alert.kind(), alert.resolved()))
                .toList();
    }
}
