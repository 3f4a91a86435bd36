package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Decision.Change;
import dev.weir.rollout.Drill;
import dev.weir.rollout.DrillSidecar;
import dev.weir.rollout.Drills;
import dev.weir.rollout.Warmth;
import dev.weir.serde.TrustedRecords;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class DrillCodecPropertyTest {
    static {
        TrustedRecords.declare();
    }

    @Property(tries = 200)
    void shouldLoseNothingOfADrill(
            @ForAll Drill.Step step,
            @ForAll boolean live,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long at,
            @ForAll @Size(max = 3) List<Long> millis,
            @ForAll Warmth.State state,
            @ForAll @Size(max = 2) List<String> texts) {
        Instant instant = Instant.ofEpochMilli(at);
        List<DrillSidecar> sidecars = millis.stream()
                .map(figure -> new DrillSidecar(
                        "edge-" + figure,
                        live ? null : figure,
                        live ? figure : null,
                        live,
                        live ? null : new Warmth(state, figure)))
                .toList();
        Drills drills = new Drills(
                new Drill(
                        "m-d3", step, live, "v1.0", 7, instant, instant, live ? null : instant, sidecars, texts, texts),
                live ? instant : null);
        Decision decision = new Decision(
                "m-d3",
                "m",
                null,
                instant,
                Action.DRILL,
                null,
                null,
                7L,
                null,
                "ada",
                "because",
                new Change.Drilled(drills));
        assertThat(DecisionCodec.fromWire(DecisionCodec.toWire(decision), null)).isEqualTo(decision);
    }
}
