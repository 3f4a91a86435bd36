package dev.weir.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.schema.Recommendation;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrailTest {
    private static final int POINTS = 240;

    @Test
    void shouldKeepBothEndsOfALongRolloutEvenlyApart() {
        Trail trail = Trail.NONE;
        for (int i = 0; i < 100_000; i++) {
            trail = trail.with(verdict("r", "canary", i), POINTS);
        }

        List<Trail.Point> points = trail.points();
        assertThat(points).hasSizeBetween(POINTS / 2, POINTS);
        assertThat(points.get(0).at()).isEqualTo(Records.START);
        assertThat(points.get(points.size() - 1).at()).isEqualTo(Records.START.plusSeconds(99_999));
        for (int i = 2; i < points.size() - 1; i++) {
            assertThat(points.get(i).at().getEpochSecond()
                            - points.get(i - 1).at().getEpochSecond())
                    .isEqualTo(trail.every());
        }
    }

    @Test
    void shouldNotMissTheSecondInWhichAStageBegan() {
        Trail trail = Trail.NONE;
        for (int i = 0; i < 1_000; i++) {
            trail = trail.with(verdict("r", "canary-10", i), POINTS);
        }
        trail = trail.with(verdict("r", "canary-50", 1_000), POINTS).with(verdict("r", "canary-50", 1_001), POINTS);

        assertThat(trail.kept()).anyMatch(point -> point.at().equals(Records.START.plusSeconds(1_000)));
    }

    @Test
    void shouldKeepBothEndsWhenLessOfItMayBeKept() {
        Trail trail = Trail.NONE;
        for (int i = 0; i < 1_000; i++) {
            trail = trail.with(verdict("r", "canary", i), POINTS);
        }
        for (int i = 1_000; i < 2_000; i++) {
            trail = trail.with(verdict("r", "canary", i), 16);
        }

        assertThat(trail.kept()).hasSizeBetween(8, 15);
        assertThat(trail.points().get(0).at()).isEqualTo(Records.START);
        assertThat(trail.latest().at()).isEqualTo(Records.START.plusSeconds(1_999));
    }

    @Test
    void shouldBeginAnewWithAnotherRollout() {
        Trail trail = Trail.NONE.with(verdict("r", "full", 0), POINTS).with(verdict("s", "canary", 1), POINTS);

        assertThat(trail.rollout()).isEqualTo("s");
        assertThat(trail.points()).hasSize(1);
    }

    private static Verdict verdict(String rollout, String stage, int second) {
        return Verdict.newBuilder()
                .setVerdictId("v" + second)
                .setModel(Records.MODEL)
                .setRollout(rollout)
                .setStage(stage)
                .setTimestamp(Records.START.plusSeconds(second))
                .setKind(VerdictKind.CANARY)
                .setStatus(VerdictStatus.INSUFFICIENT_DATA)
                .setRecommendation(Recommendation.CONTINUE)
                .setMessage("")
                .setChecks(List.of())
                .build();
    }
}
