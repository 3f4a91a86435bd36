package dev.weir.simulation.process;

import dev.weir.simulation.Measured;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioTest;
import dev.weir.statistics.sequential.ShiryaevMixture;
import java.util.SplittableRandom;

/**
 * One guardrail on the ratio of two error rates: requests drawn one by one, weighed in blocks of a fixed size.
 *
 * @param weight       share of the candidate, in (0, 1)
 * @param limit        tolerated ratio of candidate to baseline
 * @param baseline     error rate of the baseline
 * @param candidate    error rate of the candidate
 * @param blockSize    requests of both arms in a block
 * @param floor        absolute allowance, 0 for none
 * @param mostRequests requests after which nothing is decided any more
 */
public record ErrorRatio(
        double weight,
        double limit,
        double baseline,
        double candidate,
        int blockSize,
        double floor,
        long mostRequests) {

    private static final double THRESHOLD = Math.log(1 / 0.05);

    /** Requests of both arms until the limit is proved broken, weighed with the change-point mixture. */
    public long requestsToHarm(double horizonBlocks, SplittableRandom random) {
        return harm(ShiryaevMixture.start(10, horizonBlocks, ShiryaevMixture.Prior.UNIFORM), 0, random);
    }

    /** Requests after the change until the limit is proved broken, healthy requests having come before it. */
    public long delayAfter(long healthy, double horizonBlocks, SplittableRandom random) {
        long requests = harm(ShiryaevMixture.start(10, horizonBlocks, ShiryaevMixture.Prior.UNIFORM), healthy, random);
        return requests == Measured.NEVER ? requests : requests - healthy;
    }

    private long harm(ShiryaevMixture start, long healthy, SplittableRandom random) {
        RatioTest test = RatioTest.beyond(limit, floor);
        ShiryaevMixture evidence = start;
        for (long requests = 0; requests < mostRequests; requests += blockSize) {
            evidence = evidence.times(block(test, requests < healthy ? baseline : candidate, random));
            if (evidence.logE() >= THRESHOLD) {
                return requests + blockSize;
            }
        }
        return Measured.NEVER;
    }

    /** Requests of both arms until the candidate is proved within the limit. */
    public long requestsToProof(SplittableRandom random) {
        RatioTest test = RatioTest.within(limit, floor);
        ProductMixture evidence = ProductMixture.start(test.size());
        for (long requests = 0; requests < mostRequests; requests += blockSize) {
            evidence = evidence.times(block(test, candidate, random));
            if (evidence.logE() >= THRESHOLD) {
                return requests + blockSize;
            }
        }
        return Measured.NEVER;
    }

    private double[] block(RatioTest test, double candidateRate, SplittableRandom random) {
        int nC = 0;
        int kC = 0;
        int kB = 0;
        for (int i = 0; i < blockSize; i++) {
            boolean isCandidate = random.nextDouble() < weight;
            boolean isBad = random.nextDouble() < (isCandidate ? candidateRate : baseline);
            nC += isCandidate ? 1 : 0;
            kC += isCandidate && isBad ? 1 : 0;
            kB += !isCandidate && isBad ? 1 : 0;
        }
        return test.logEValues(nC, kC, blockSize - nC, kB);
    }
}
