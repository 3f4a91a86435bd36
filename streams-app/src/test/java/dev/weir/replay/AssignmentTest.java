package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Bucket;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.rollout.Rules;
import dev.weir.routing.RoutingTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final String SALT = "sentiment/sentiment-v2/1";

    @Test
    void shouldTakeOfTwoAnswersTheOneOfTheVariantThatTheTableDraws() {
        RoutingTable table = table(2_500, null);
        int candidates = 0;
        for (int i = 0; i < 2_000; i++) {
            String unit = "user-" + i;
            Optional<Observation> baseline = planned(LogDraft.SERVED.from(unit), "r" + i, table);
            Optional<Observation> candidate =
                    planned(LogDraft.SERVED.from(unit).by(LogDraft.CANDIDATE).as(Role.SHADOW), "r" + i, table);
            assertThat(baseline.isPresent()).isNotEqualTo(candidate.isPresent());
            assertThat(candidate.isPresent()).isEqualTo(Bucket.of(SALT, unit) < 2_500);
            assertThat(baseline.or(() -> candidate)).hasValueSatisfying(taken -> {
                assertThat(taken.role()).isEqualTo(Role.SERVED);
                assertThat(taken.revision()).isEqualTo(7);
            });
            candidates += candidate.isPresent() ? 1 : 0;
        }
        assertThat(candidates).isBetween(400, 600);
    }

    @Test
    void shouldTakeTheCandidatesAnswerAsTheCopyWhereTheTableCopies() {
        RoutingTable table = table(0, new RoutingTable.Shadow(LogDraft.CANDIDATE, 4_000));
        int copies = 0;
        for (int i = 0; i < 1_000; i++) {
            assertThat(planned(LogDraft.SERVED, "r" + i, table)).isPresent();
            Optional<Observation> copy = planned(LogDraft.SERVED.by(LogDraft.CANDIDATE), "r" + i, table);
            assertThat(copy.isPresent()).isEqualTo(Bucket.of(SALT + Bucket.COPIES, "r" + i) < 4_000);
            copy.ifPresent(taken -> assertThat(taken.role()).isEqualTo(Role.SHADOW));
            copies += copy.isPresent() ? 1 : 0;
        }
        assertThat(copies).isBetween(330, 470);
    }

    @Test
    void shouldLeaveOutWhatNeitherServesNorCopies() {
        assertThat(planned(LogDraft.SERVED.by("v3.0"), "r1", table(2_500, null)))
                .isEmpty();
        assertThat(planned(LogDraft.SERVED.by(LogDraft.CANDIDATE), "r1", table(0, null)))
                .isEmpty();
    }

    @Test
    void shouldLeaveTheLoggedVariantAndForgetTheLoggedRevision() {
        Observation logged = planned(LogDraft.SERVED, "r1", table(0, null)).orElseThrow();
        Observation taken = Assignment.LOGGED.assign(logged, table(0, null)).orElseThrow();
        assertThat(logged.revision()).isEqualTo(7);
        assertThat(taken.revision()).isEqualTo(Observation.NO_REVISION);
        assertThat(taken.variant()).isEqualTo(LogDraft.BASELINE);
    }

    private static Optional<Observation> planned(LogDraft draft, String id, RoutingTable table) {
        return Assignment.PLANNED.assign(draft.request(id).observation(), table);
    }

    private static RoutingTable table(int candidateBps, RoutingTable.Shadow shadow) {
        return new RoutingTable(
                "sentiment",
                7,
                Instant.EPOCH,
                "sentiment-v2",
                "canary",
                LogDraft.BASELINE,
                LogDraft.CANDIDATE,
                List.of(
                        new RoutingTable.Weight(LogDraft.BASELINE, 10_000 - candidateBps),
                        new RoutingTable.Weight(LogDraft.CANDIDATE, candidateBps)),
                shadow,
                SALT,
                Rules.NONE,
                false,
                "d-1");
    }
}
