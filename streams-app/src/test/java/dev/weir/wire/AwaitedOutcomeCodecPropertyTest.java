package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.ServedAnswer;
import dev.weir.window.Truth;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AwaitedOutcomeCodecPropertyTest {
    private static final List<String> TEXTS = List.of("", "v1.0", "größer", "tier=gold,country=DE", "\uD83D\uDE00");

    private final StateCodec codec = new StateCodec();

    @Property(tries = 500)
    void shouldReadBackWhatItWrites(@ForAll long seed) {
        AwaitedOutcome awaited = awaited(new Random(seed));
        assertThat(codec.readAwaited(codec.write(awaited))).isEqualTo(awaited);
    }

    @Property(tries = 100)
    void shouldReadWhatEarlierVersionsStored(@ForAll long seed) throws JsonProcessingException {
        AwaitedOutcome awaited = awaited(new Random(seed));
        byte[] earlier = StateMapper.create().writeValueAsBytes(awaited);
        assertThat(codec.readAwaited(earlier)).isEqualTo(awaited);
    }

    @Example
    void shouldSayThatItCannotReadTheHalfOfOne() {
        byte[] whole = codec.write(awaited(new Random(1)));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.readAwaited(part)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private static AwaitedOutcome awaited(Random random) {
        List<String> others = random.nextBoolean() ? List.of() : List.of("v0.9", "v3");
        return new AwaitedOutcome(
                number(random), maybe(random, answer(random)), others, truth(random, false), truth(random, true));
    }

    private static ServedAnswer answer(Random random) {
        return new ServedAnswer(
                text(random),
                number(random),
                number(random),
                text(random),
                random.nextBoolean(),
                maybe(random, random.nextBoolean()),
                random.nextInt(64),
                random.nextInt(16),
                maybe(random, text(random)),
                random.nextBoolean(),
                number(random),
                number(random));
    }

    private static Truth truth(Random random, boolean isReward) {
        Truth truth = new Truth(
                number(random),
                maybe(random, text(random)),
                isReward ? null : maybe(random, text(random)),
                isReward ? null : maybe(random, random.nextBoolean()),
                isReward ? number(random) : null);
        return maybe(random, truth);
    }

    private static <T> T maybe(Random random, T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static Long number(Random random) {
        return random.nextBoolean() ? random.nextInt(200) - 100L : random.nextLong();
    }
}
