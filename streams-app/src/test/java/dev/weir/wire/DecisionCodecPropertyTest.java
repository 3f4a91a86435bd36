package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.SignalSequences;
import dev.weir.serde.WeirAvroSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class DecisionCodecPropertyTest {
    static {
        // as in every program, where a serialiser is made before the first record: it declares the classes trusted
        new WeirAvroSerializer().close();
    }

    @Provide
    Arbitrary<List<SignalSequences.Timed>> signals() {
        return SignalSequences.any();
    }

    /** An auditor, and an instance that starts, has nothing but the topic of decisions. */
    @Property(tries = 300)
    void shouldRebuildTheStateFromTheLogOfDecisionsAlone(@ForAll("signals") List<SignalSequences.Timed> signals) {
        List<byte[]> log = new ArrayList<>();
        ModelState state = SignalSequences.play(signals, met -> {}, (after, decision) -> {
            assertThat(DecisionCodec.fromWire(DecisionCodec.toWire(decision), null))
                    .isEqualTo(decision);
            Statistics.label("change")
                    .collect(
                            decision.change() == null
                                    ? "none"
                                    : decision.change().getClass().getSimpleName());
            log.add(bytes(decision));
        });
        ModelState rebuilt = ModelState.unknown(SignalSequences.MODEL);
        for (byte[] record : log) {
            rebuilt = RolloutMachine.evolve(rebuilt, DecisionCodec.fromWire(read(record), null));
        }
        assertThat(rebuilt).isEqualTo(state);
    }

    private static byte[] bytes(Decision decision) {
        try {
            return dev.weir.schema.Decision.getEncoder()
                    .encode(DecisionCodec.toWire(decision))
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static dev.weir.schema.Decision read(byte[] record) {
        try {
            return dev.weir.schema.Decision.getDecoder().decode(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
