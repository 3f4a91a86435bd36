package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.weir.statistics.sequential.SampleRatioEvidence.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class SampleRatioPropertyTest {
    private static final List<List<Double>> WEIGHTS =
            List.of(List.of(95.0, 5.0), List.of(75.0, 25.0), List.of(50.0, 50.0), List.of(1.0, 1.0, 2.0));

    @Provide
    Arbitrary<List<Phase>> portions() {
        Arbitrary<Long> count = Arbitraries.longs().between(0, 1_000_000_000);
        return Arbitraries.of(WEIGHTS)
                .flatMap(weights -> count.list().ofSize(weights.size()).map(counts -> new Phase(weights, counts)))
                .list()
                .ofMaxSize(8);
    }

    @Property
    void shouldAddUpToTheSameBitsInWhateverOrderAndPortions(
            @ForAll("portions") List<Phase> a, @ForAll("portions") List<Phase> b, @ForAll long seed)
            throws IOException {
        SampleRatioEvidence all = sum(a).plus(sum(b));
        List<Phase> shuffled = new ArrayList<>(a);
        shuffled.addAll(b);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(sum(shuffled)).isEqualTo(all);
        assertThat(sum(b).plus(sum(a))).isEqualTo(all);
        assertThat(Double.doubleToRawLongBits(sum(shuffled).logE(100)))
                .isEqualTo(Double.doubleToRawLongBits(all.logE(100)));
        CBORMapper cbor = new CBORMapper();
        assertThat(cbor.readValue(cbor.writeValueAsBytes(all), SampleRatioEvidence.class))
                .isEqualTo(all);
    }

    @Property
    void shouldMultiplyTheEvidenceOfPhases(@ForAll("portions") List<Phase> portions) {
        SampleRatioEvidence evidence = sum(portions);
        double sum = evidence.phases().stream()
                .mapToDouble(phase -> SampleRatioMixture.logE(
                        phase.counts().stream().mapToLong(n -> n).toArray(),
                        phase.weights().stream().mapToDouble(w -> w).toArray(),
                        100))
                .sum();
        assertThat(evidence.logE(100)).isCloseTo(sum, within(1e-9 * Math.max(1, Math.abs(sum))));
        assertThat(evidence.phases().stream().map(Phase::weights).distinct()).hasSameSizeAs(evidence.phases());
    }

    /** The expectation over the next unit's variant, drawn by the weights, is what the evidence is now. */
    @Property
    void shouldExpectNoChangeFromTheNextUnit(
            @ForAll @IntRange(max = 1_000_000) int first,
            @ForAll @IntRange(max = 1_000_000) int second,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double share,
            @ForAll @DoubleRange(min = 0.5, max = 10_000) double concentration) {
        double[] weights = {1 - share, share};
        double now = SampleRatioMixture.logE(new long[] {first, second}, weights, concentration);
        double next = (1 - share)
                        * Math.exp(
                                SampleRatioMixture.logE(new long[] {first + 1, second}, weights, concentration) - now)
                + share
                        * Math.exp(
                                SampleRatioMixture.logE(new long[] {first, second + 1}, weights, concentration) - now);
        // A logarithm of up to 1e7 nats has nine digits after the point.
        assertThat(next).isCloseTo(1, within(1e-9 + 1e-15 * Math.abs(now)));
    }

    /** By the definition, factor by factor as the units come. */
    @Property(tries = 200)
    void shouldBeTheProductOfThePredictions(
            @ForAll List<@IntRange(max = 2) Integer> units,
            @ForAll @DoubleRange(min = 0.1, max = 1000) double concentration) {
        double[] theta = {0.7, 0.2, 0.1};
        long[] counts = new long[3];
        double expected = 0;
        for (int unit : units) {
            double n = counts[0] + counts[1] + counts[2];
            expected += Math.log((concentration * theta[unit] + counts[unit]) / (concentration + n) / theta[unit]);
            counts[unit]++;
        }
        assertThat(SampleRatioMixture.logE(counts, theta, concentration)).isCloseTo(expected, within(1e-10));
    }

    @Example
    void shouldRefuseTwoPhasesOfTheSameWeights() {
        Phase phase = new Phase(List.of(95.0, 5.0), List.of(1L, 2L));
        assertThat(SampleRatioEvidence.NONE.plus(phase).plus(phase).phases())
                .containsExactly(new Phase(List.of(95.0, 5.0), List.of(2L, 4L)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampleRatioEvidence(List.of(phase, phase)))
                .withMessage("phases must be in the order of their weights, each once, "
                        + "not [95.0, 5.0] then [95.0, 5.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Phase(List.of(95.0), List.of(1L, 2L)))
                .withMessage("counts must hold one value per weight, 1, not 2");
    }

    private static SampleRatioEvidence sum(List<Phase> portions) {
        SampleRatioEvidence evidence = SampleRatioEvidence.NONE;
        for (Phase portion : portions) {
            evidence = evidence.plus(portion);
        }
        return evidence;
    }
}
