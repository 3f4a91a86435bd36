package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ArmSamplePropertyTest {
    record Outcome(int bucket, long value) {}

    @Provide
    Arbitrary<List<Outcome>> outcomes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 63),
                        Arbitraries.longs().between(-ArmSample.LARGEST, ArmSample.LARGEST))
                .as(Outcome::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void shouldAddUpToTheSameInWhateverOrderAndPortions(
            @ForAll("outcomes") List<Outcome> outcomes, @ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int cut)
            throws IOException {
        ArmSample whole = sum(outcomes);
        List<Outcome> shuffled = new ArrayList<>(outcomes);
        Collections.shuffle(shuffled, new Random(seed));
        List<ArmSample> portions = new ArrayList<>();
        for (int from = 0; from < shuffled.size(); from += cut) {
            portions.add(sum(shuffled.subList(from, Math.min(from + cut, shuffled.size()))));
        }
        ArmSample left = ArmSample.EMPTY;
        ArmSample right = ArmSample.EMPTY;
        for (ArmSample portion : portions) {
            left = left.plus(portion);
            right = portion.plus(right);
        }
        assertThat(left).isEqualTo(whole).hasSameHashCodeAs(whole);
        assertThat(right).isEqualTo(whole);
        assertThat(new ObjectMapper()
                        .readValue(
                                new ObjectMapper()
                                        .writeValueAsBytes(new CBORMapper()
                                                .readValue(new CBORMapper().writeValueAsBytes(whole), ArmSample.class)),
                                ArmSample.class))
                .isEqualTo(whole);
    }

    /** By the textbook: deviations from the mean, outcome by outcome and bucket by bucket. */
    @Property(tries = 300)
    void shouldGiveTheVariancesOfTheDefinition(
            @ForAll("outcomes") List<Outcome> a, @ForAll("outcomes") List<Outcome> b) {
        ArmSample first = sum(a);
        ArmSample second = sum(b);
        double squares = 0;
        for (Outcome outcome : a) {
            squares += Math.pow(outcome.value() - first.mean(), 2);
        }
        if (a.size() > 1) {
            assertThat(first.outcomeVariance())
                    .isCloseTo(squares / (a.size() - 1), within(1e-9 * first.outcomeVariance() + 1e-12));
        }
        double expected = 0;
        for (int bucket = 0; bucket < ArmSample.BUCKETS; bucket++) {
            expected += Math.pow(pull(b, second, bucket) - pull(a, first, bucket), 2) * 64 / 63;
        }
        if (!a.isEmpty() && !b.isEmpty()) {
            assertThat(ArmSample.clusteredVariance(first, second)).isCloseTo(expected, within(1e-9 * expected + 1e-12));
        }
    }

    private static double pull(List<Outcome> outcomes, ArmSample arm, int bucket) {
        return outcomes.stream()
                        .filter(outcome -> outcome.bucket() == bucket)
                        .mapToDouble(outcome -> outcome.value() - arm.mean())
                        .sum()
                / outcomes.size();
    }

    @Example
    void shouldKeepAllDigitsOfABillionOutcomesFarFromZero() {
        long[] counts = new long[64];
        long[] sums = new long[64];
        Arrays.fill(counts, 15_625_000);
        Arrays.fill(sums, 15_625_000L * 2_000_000_000 + 7_812_500);
        BigInteger squares = BigInteger.valueOf(2_000_000_000)
                .pow(2)
                .add(BigInteger.valueOf(2_000_000_001).pow(2))
                .multiply(BigInteger.valueOf(500_000_000));
        ArmSample half = new ArmSample(counts, sums, squares);
        assertThat(half.outcomeVariance()).isCloseTo(0.25, within(1e-9));
        assertThat(half.mean()).isEqualTo(2_000_000_000.5);
    }

    @Example
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArmSample.EMPTY.plus(64, 1))
                .withMessage("bucket must be from 0 to 63, not 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArmSample.EMPTY.plus(0, 1L << 32))
                .withMessage("value must be from -2^31 to 2^31, not 4294967296");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArmSample(new long[63], new long[64], BigInteger.ZERO))
                .withMessage("counts must hold one value per bucket, 64, not 63");
        long[] negative = new long[64];
        negative[3] = -1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArmSample(negative, new long[64], BigInteger.ZERO))
                .withMessage("counts must be 0 or more, not -1");
        long[] one = new long[64];
        one[3] = 1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArmSample(new long[64], one, BigInteger.ONE))
                .withMessage("sums must be 0 where counts are, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArmSample(one, one, BigInteger.ZERO))
                .withMessage("squares must be at least the squared sum divided by n, not 0");
    }

    private static ArmSample sum(List<Outcome> outcomes) {
        ArmSample sample = ArmSample.EMPTY;
        for (Outcome outcome : outcomes) {
            sample = sample.plus(outcome.bucket(), outcome.value());
        }
        return sample;
    }
}
