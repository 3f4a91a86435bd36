package dev.weir.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.judge.AlertKind.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever is seen, told and over, and however often the log is stored: incidents begin once and end once. */
class AlertLogPropertyTest {
    /** Something that is said to a log. */
    enum Step {
        SEEN,
        TOLD,
        OVER,
        STAGE_OVER,
        STORED
    }

    @Property(tries = 500)
    void shouldBeginAndEndEachIncidentOnce(
            @ForAll @Size(max = 60) List<Step> steps, @ForAll @Size(60) List<AlertKind> kinds) {
        List<Alert> told = new ArrayList<>();
        AlertLog log = new AlertLog("sentiment");
        for (int i = 0; i < steps.size(); i++) {
            Cause cause = new Cause("r", "s", Instant.ofEpochSecond(i), "because", null, List.of());
            AlertKind kind = kinds.get(i);
            switch (steps.get(i)) {
                case SEEN -> keep(log.seen(kind, cause), told);
                case TOLD -> keep(Optional.of(log.tell(kind, kind.severity(), cause)), told);
                case OVER -> keep(log.over(kind, cause), told);
                case STAGE_OVER ->
                    log.over(span -> span == Span.STAGE, cause).forEach(output -> keep(Optional.of(output), told));
                case STORED -> log = new AlertLog("sentiment", log.stored());
            }
        }
        assertThat(told).extracting(Alert::id).doesNotHaveDuplicates();
        Set<String> begun = new HashSet<>();
        Set<String> ended = new HashSet<>();
        for (Alert alert : told) {
            assertThat(ended).doesNotContain(alert.incident());
            if (alert.incident().equals(alert.id())) {
                assertThat(alert.resolved()).isFalse();
                begun.add(alert.id());
            } else {
                assertThat(begun).contains(alert.incident());
            }
            if (alert.resolved()) {
                ended.add(alert.incident());
            }
        }
        begun.removeAll(ended);
        assertThat(log.stored().open()).allSatisfy(alert -> {
            assertThat(begun).contains(alert.incident());
            assertThat(alert.kind().span()).isNotEqualTo(Span.MOMENT);
        });
    }

    private static void keep(Optional<Output> output, List<Alert> told) {
        output.ifPresent(each -> told.add(((Output.Raised) each).alert()));
    }
}
