package dev.weir.simulation.process;

import dev.weir.simulation.Measured;
import dev.weir.statistics.sequential.ExceedanceTest;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.statistics.sketch.LogLinearBins;
import dev.weir.statistics.sketch.QuantileEdges;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * One guardrail on a latency quantile: its edges read off five thousand requests of the baseline, then requests drawn one
 * by one and weighed in blocks of a fixed size.
 *
 * @param weight       share of the candidate, in (0, 1)
 * @param quantile     quantile compared, in (0, 1)
 * @param limit        tolerated multiple of the baseline's quantile
 * @param shape        distribution of latencies
 * @param slowdown     true multiple of the candidate's latencies
 * @param blockSize    requests of both arms in a block
 * @param mostRequests requests after which nothing is decided any more
 */
public record LatencyQuantile(
        double weight, double quantile, double limit, Shape shape, double slowdown, int blockSize, long mostRequests) {

    private static final int WARM_UP = 5_000;
    private static final double THRESHOLD = Math.log(1 / 0.05);

    /** Distributions of latencies about 50 ms. */
    public enum Shape {
        /** The logarithm has a standard deviation of 0.67. */
        LOGNORMAL("lognormal") {
            @Override
            double micros(SplittableRandom random) {
                return SCALE_MICROS * Math.exp(SIGMA * random.nextGaussian());
            }

            @Override
            public double above(double multiple, double quantile) {
                double z = NORMAL.inverseCumulativeProbability(quantile);
                return NORMAL.survivalProbability(z + Math.log(multiple) / SIGMA);
            }
        },
        /** Without memory. */
        EXPONENTIAL("exponential") {
            @Override
            double micros(SplittableRandom random) {
                return -SCALE_MICROS * Math.log(1 - random.nextDouble());
            }

            @Override
            public double above(double multiple, double quantile) {
                return Math.pow(1 - quantile, multiple);
            }
        };

        private static final double SCALE_MICROS = 50_000;
        private static final double SIGMA = 0.67;
        private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

        private final String words;

        Shape(String words) {
            this.words = words;
        }

        abstract double micros(SplittableRandom random);

        /** Share of the latencies above a multiple of a quantile. */
        public abstract double above(double multiple, double quantile);

        @Override
        public String toString() {
            return words;
        }
    }

    /** Requests of both arms until the limit is proved broken. */
    public long requestsToHarm(double horizonBlocks, SplittableRandom random) {
        QuantileEdges edges = edges(random);
        double x = LogLinearBins.upperEdge(edges.baseline());
        double y = LogLinearBins.upperEdge(edges.beyond());
        ExceedanceTest test = ExceedanceTest.beyond(quantile);
        ShiryaevMixture evidence = ShiryaevMixture.start(test.size(), horizonBlocks, ShiryaevMixture.Prior.UNIFORM);
        for (long requests = 0; requests < mostRequests; requests += blockSize) {
            int nC = 0;
            int kC = 0;
            int kB = 0;
            for (int i = 0; i < blockSize; i++) {
                if (random.nextDouble() < weight) {
                    nC++;
                    kC += slowdown * shape.micros(random) > y ? 1 : 0;
                } else {
                    kB += shape.micros(random) > x ? 1 : 0;
                }
            }
            evidence = evidence.times(test.logEValues(nC, kC, blockSize - nC, kB));
            if (evidence.logE() >= THRESHOLD) {
                return requests + blockSize;
            }
        }
        return Measured.NEVER;
    }

    private QuantileEdges edges(SplittableRandom random) {
        HistogramBuilder warmUp = new HistogramBuilder();
        for (int i = 0; i < WARM_UP; i++) {
            warmUp.add(Math.round(shape.micros(random)));
        }
        return QuantileEdges.of(warmUp.build(), quantile, limit).orElseThrow();
    }
}
