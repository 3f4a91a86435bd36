package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.TimeLimits;
import dev.weir.wire.EventCodec;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final long NOW = TopologyRun.START.toEpochMilli();

    private final TopologyRun run = new TopologyRun();
    private final Alarms alarms = new Alarms();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldRaiseOneWhereTwoOfFortyFailAndNoneWhereFewerDo() {
        alarms.take("healthy", delta(39, 1), NOW);
        alarms.take("lucky", delta(79, 2), NOW);
        alarms.take("sick", delta(38, 2), NOW);
        assertThat(alarms.isOn("healthy", NOW)).isFalse();
        assertThat(alarms.isOn("lucky", NOW)).isFalse();
        assertThat(alarms.isOn("sick", NOW)).isTrue();
        assertThat(alarms.isOn("unheard", NOW)).isFalse();
    }

    @Test
    void shouldKeepItForThreeSecondsAfterTheLastSign() {
        alarms.take("sick", delta(0, 2), NOW);
        alarms.take("sick", delta(0, 2), NOW + 1_000);
        alarms.take("sick", delta(100, 0), NOW + 2_000);
        assertThat(alarms.isOn("sick", NOW + 1_000 + Alarms.LASTS_MILLIS)).isTrue();
        assertThat(alarms.isOn("sick", NOW + 1_001 + Alarms.LASTS_MILLIS)).isFalse();
    }

    private Delta delta(int good, int bad) {
        Combiner combiner = new Combiner(0, Duration.ofSeconds(1));
        for (int i = 0; i < good + bad; i++) {
            InferenceEvent event = run.event("v2.0", 1L, i < good ? LatencyStatus.OK : LatencyStatus.ERROR, 20_000);
            Observation observation = EventCodec.observation(event);
            combiner.add(observation, TimeLimits.of(Duration.ofSeconds(5)));
        }
        return combiner.drain().values().iterator().next();
    }
}
