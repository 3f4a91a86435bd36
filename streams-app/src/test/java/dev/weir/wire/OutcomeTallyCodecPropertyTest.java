package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.window.Clusters;
import dev.weir.window.OutcomeLosses;
import dev.weir.window.OutcomeTally;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class OutcomeTallyCodecPropertyTest {
    private final OutcomeTallyCodec codec = new OutcomeTallyCodec();

    @Property(tries = 500)
    void shouldReadBackWhatItWrites(@ForAll long seed) {
        OutcomeTally tally = tally(new Random(seed));
        assertThat(codec.read(codec.write(tally))).isEqualTo(tally);
    }

    @Example
    void shouldSayThatItCannotReadTheHalfOfOne() {
        byte[] whole = codec.write(tally(new Random(1)));
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.read(part)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private static OutcomeTally tally(Random random) {
        return new OutcomeTally(
                number(random),
                clusters(random),
                clusters(random),
                clusters(random),
                clusters(random),
                new OutcomeLosses(number(random), number(random), number(random), number(random), number(random)));
    }

    private static Clusters clusters(Random random) {
        int[] buckets = random.ints(0, Clusters.BUCKETS)
                .limit(random.nextInt(20))
                .distinct()
                .sorted()
                .toArray();
        long[] counts =
                Arrays.stream(buckets).mapToLong(bucket -> number(random)).toArray();
        long[] sums = Arrays.stream(buckets).mapToLong(bucket -> number(random)).toArray();
        BigInteger squares = new BigInteger(random.nextInt(130), random);
        return new Clusters(buckets, counts, sums, random.nextBoolean() ? squares : squares.negate());
    }

    private static long number(Random random) {
        return random.nextBoolean() ? random.nextInt(200) - 100L : random.nextLong();
    }
}
