package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.weir.statistics.LogDomain;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What the processes over time owe: never a rising expectation, the mixture they claim to be, the same bits again. */
class MixturePropertyTest {
    private static final RatioTest TEST = RatioTest.beyond(2, 0.0005);
    private static final ObjectMapper CBOR = new CBORMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Block(long nC, long kC, long nB, long kB) {
        double[] logEValues() {
            return TEST.logEValues(nC, kC, nB, kB);
        }
    }

    @Provide
    Arbitrary<List<Block>> blocks() {
        Arbitrary<long[]> arm = Arbitraries.longs()
                .between(0, 200)
                .flatMap(n -> Arbitraries.longs().between(0, n).map(k -> new long[] {n, k}));
        return Combinators.combine(arm, arm)
                .as((c, b) -> new Block(c[0], c[1], b[0], b[1]))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 200)
    void shouldNeverRiseInExpectationUnderTheNull(
            @ForAll("blocks") List<Block> past,
            @ForAll ShiryaevMixture.Prior prior,
            @ForAll @DoubleRange(min = 1, max = 1e6) double horizon,
            @ForAll @IntRange(min = 1, max = 8) int nC,
            @ForAll @IntRange(min = 1, max = 8) int nB,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll @DoubleRange(max = 1) double depth) {
        double pB = share * 0.4997;
        double pC = (2 * pB + 0.0005) * depth;
        ShiryaevMixture changePoint = shiryaev(past, horizon, prior);
        ProductMixture plain = product(past);
        assertThat(Enumeration.expectation(
                        nC,
                        pC,
                        nB,
                        pB,
                        (kC, kB) -> Math.exp(changePoint
                                        .times(TEST.logEValues(nC, kC, nB, kB))
                                        .logE()
                                - changePoint.logE())))
                .isLessThanOrEqualTo(1 + 1e-9);
        assertThat(Enumeration.expectation(
                        nC,
                        pC,
                        nB,
                        pB,
                        (kC, kB) -> Math.exp(
                                plain.times(TEST.logEValues(nC, kC, nB, kB)).logE() - plain.logE())))
                .isLessThanOrEqualTo(1 + 1e-9);
    }

    /**
     * Computed by the definition: the mean over the start block, and over the alternatives, of the products from it on.
     */
    @Property(tries = 200)
    void shouldBeTheMixtureOverStartBlocksAndAlternatives(
            @ForAll("blocks") List<Block> blocks, @ForAll @DoubleRange(min = 1, max = 1e6) double horizon) {
        double mixture = Double.NEGATIVE_INFINITY;
        double remaining = 1;
        for (int start = 0; start < blocks.size(); start++) {
            double gamma = start == 0 ? 0.5 : remaining / horizon;
            remaining -= gamma;
            mixture = LogDomain.add(
                    mixture,
                    Math.log(gamma)
                            + product(blocks.subList(start, blocks.size())).logE());
        }
        double expected = LogDomain.add(mixture, Math.log(remaining));
        assertThat(shiryaev(blocks, horizon, ShiryaevMixture.Prior.GEOMETRIC).logE())
                .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }

    /** No way of stopping, not even the best, gets more than 1 out of it: by backward induction over all outcomes. */
    @Property(tries = 30)
    void shouldBeWorthAtMostOneToWhoeverStopsBestUnderTheNull(
            @ForAll ShiryaevMixture.Prior prior,
            @ForAll @DoubleRange(min = 1, max = 20) double horizon,
            @ForAll @DoubleRange(min = 0.05, max = 1) double share,
            @ForAll @DoubleRange(min = 0.5, max = 1) double depth) {
        double pB = share * 0.4997;
        double pC = (2 * pB + 0.0005) * depth;
        ShiryaevMixture start = ShiryaevMixture.start(TEST.size(), horizon, prior);
        assertThat(bestExpectation(start, 3, pC, pB)).isLessThanOrEqualTo(1 + 1e-9);
    }

    private static double bestExpectation(ShiryaevMixture process, int blocks, double pC, double pB) {
        double now = Math.exp(process.logE());
        return blocks == 0
                ? now
                : Math.max(
                        now,
                        Enumeration.expectation(
                                2,
                                pC,
                                3,
                                pB,
                                (kC, kB) -> bestExpectation(
                                        process.times(TEST.logEValues(2, kC, 3, kB)), blocks - 1, pC, pB)));
    }

    @Property(tries = 200)
    void shouldTakeRunsOfBlocksAsItTakesTheBlocks(
            @ForAll("blocks") List<Block> blocks,
            @ForAll ShiryaevMixture.Prior prior,
            @ForAll @DoubleRange(min = 1, max = 100) double horizon,
            @ForAll @IntRange(min = 1, max = 9) int cut,
            @ForAll boolean fromTheRight) {
        ShiryaevMixture start = ShiryaevMixture.start(TEST.size(), horizon, prior);
        ShiryaevMixture byRun = start;
        for (int from = 0; from < blocks.size(); from += cut) {
            List<Block> portion = blocks.subList(from, Math.min(from + cut, blocks.size()));
            byRun = byRun.times(fromTheRight ? foldRight(start, portion, from) : foldLeft(start, portion, from));
        }
        ShiryaevMixture byBlock = shiryaev(blocks, horizon, prior);
        assertThat(byRun.blocks()).isEqualTo(byBlock.blocks());
        assertThat(byRun.remaining()).isCloseTo(byBlock.remaining(), within(1e-12));
        assertThat(byRun.logE()).isCloseTo(byBlock.logE(), within(1e-9 * Math.max(1, Math.abs(byBlock.logE()))));
    }

    private static ShiryaevRun run(ShiryaevMixture process, List<Block> blocks, int index, int first) {
        return ShiryaevRun.of(blocks.get(index).logEValues(), process.hazard(first + index));
    }

    private static ShiryaevRun foldLeft(ShiryaevMixture process, List<Block> blocks, int first) {
        ShiryaevRun run = run(process, blocks, 0, first);
        for (int i = 1; i < blocks.size(); i++) {
            run = run.then(run(process, blocks, i, first));
        }
        return run;
    }

    private static ShiryaevRun foldRight(ShiryaevMixture process, List<Block> blocks, int first) {
        ShiryaevRun run = run(process, blocks, blocks.size() - 1, first);
        for (int i = blocks.size() - 2; i >= 0; i--) {
            run = run(process, blocks, i, first).then(run);
        }
        return run;
    }

    @Property(tries = 200)
    void shouldUseEveryUnitOfPriorMassOnce(
            @ForAll("blocks") List<Block> blocks,
            @ForAll ShiryaevMixture.Prior prior,
            @ForAll @DoubleRange(min = 1, max = 100) double horizon,
            @ForAll @DoubleRange(min = 1, max = 100) double laterHorizon) {
        ShiryaevMixture process = ShiryaevMixture.start(TEST.size(), horizon, prior);
        for (Block block : blocks) {
            double before = process.used();
            process = process.times(block.logEValues()).withHorizon(laterHorizon);
            assertThat(process.used()).isBetween(before, 1.0);
        }
    }

    @Property(tries = 200)
    void shouldGiveTheSameBitsWhenReplayedThroughStorage(
            @ForAll("blocks") List<Block> blocks, @ForAll ShiryaevMixture.Prior prior) throws IOException {
        ShiryaevMixture changePoint = ShiryaevMixture.start(TEST.size(), 5000, prior);
        ProductMixture plain = ProductMixture.start(TEST.size());
        RatioConfidenceSequence sequence = RatioConfidenceSequence.start();
        for (Block block : blocks) {
            changePoint = throughStorage(changePoint.times(block.logEValues()), ShiryaevMixture.class);
            plain = throughStorage(plain.times(block.logEValues()), ProductMixture.class);
            sequence = throughStorage(
                    sequence.plus(block.nC(), block.kC(), block.nB(), block.kB()), RatioConfidenceSequence.class);
        }
        assertThat(bits(changePoint.logE()))
                .isEqualTo(bits(shiryaev(blocks, 5000, prior).logE()));
        assertThat(changePoint).isEqualTo(shiryaev(blocks, 5000, prior));
        assertThat(bits(plain.logE())).isEqualTo(bits(product(blocks).logE()));
        assertThat(plain).isEqualTo(product(blocks));
        RatioConfidenceSequence again = RatioConfidenceSequence.start();
        for (Block block : blocks) {
            again = again.plus(block.nC(), block.kC(), block.nB(), block.kB());
        }
        assertThat(sequence).isEqualTo(again);
    }

    private static <T> T throughStorage(T value, Class<T> type) throws IOException {
        T read = CBOR.readValue(CBOR.writeValueAsBytes(value), type);
        return JSON.readValue(JSON.writeValueAsString(read), type);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static ShiryaevMixture shiryaev(List<Block> blocks, double horizon, ShiryaevMixture.Prior prior) {
        ShiryaevMixture process = ShiryaevMixture.start(TEST.size(), horizon, prior);
        for (Block block : blocks) {
            process = process.times(block.logEValues());
        }
        return process;
    }

    private static ProductMixture product(List<Block> blocks) {
        ProductMixture process = ProductMixture.start(TEST.size());
        for (Block block : blocks) {
            process = process.times(block.logEValues());
        }
        return process;
    }
}
