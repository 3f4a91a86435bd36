package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClusterSumPropertyTest {

    /** Values small and large, of which squares fit into no long; a third of them is taken back later. */
    @Property(tries = 300)
    void shouldComeToWhatIsCountedAndNotTakenBack(@ForAll long seed, @ForAll @IntRange(max = 200) int values) {
        Random random = new Random(seed);
        ClusterSum sum = new ClusterSum();
        long[] counts = new long[Clusters.BUCKETS];
        long[] sums = new long[Clusters.BUCKETS];
        BigInteger squares = BigInteger.ZERO;
        for (int i = 0; i < values; i++) {
            int bucket = random.nextInt(random.nextBoolean() ? 3 : Clusters.BUCKETS);
            long value = random.nextLong() >> 8 + random.nextInt(56);
            sum.add(bucket, value, 1);
            if (random.nextInt(3) == 0) {
                sum.add(bucket, value, -1);
            } else {
                counts[bucket]++;
                sums[bucket] += value;
                squares = squares.add(BigInteger.valueOf(value).pow(2));
            }
        }
        Clusters total = sum.total();
        assertThat(total.squares()).isEqualTo(squares);
        long[] totalCounts = new long[Clusters.BUCKETS];
        long[] totalSums = new long[Clusters.BUCKETS];
        for (int i = 0; i < total.buckets().length; i++) {
            totalCounts[total.buckets()[i]] = total.counts()[i];
            totalSums[total.buckets()[i]] = total.sums()[i];
        }
        assertThat(totalCounts).isEqualTo(counts);
        assertThat(totalSums).isEqualTo(sums);
    }

    @Example
    void shouldBeEmptyWhereAllWasTakenBack() {
        ClusterSum sum = new ClusterSum();
        for (int sign : new int[] {1, -1}) {
            sum.add(7, 1L << 40, sign);
            sum.add(9, 12, sign);
        }
        assertThat(sum.total()).isEqualTo(Clusters.EMPTY);
    }

    @Example
    void shouldAddUpSquaresBeyondALong() {
        ClusterSum sum = new ClusterSum();
        long value = (1L << 30) - 1;
        for (int i = 0; i < 100; i++) {
            sum.add(0, value, 1);
        }
        assertThat(sum.total().squares())
                .isEqualTo(BigInteger.valueOf(value).pow(2).multiply(BigInteger.valueOf(100)));
    }
}
