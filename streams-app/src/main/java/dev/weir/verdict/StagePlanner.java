package dev.weir.verdict;

import static java.util.stream.Collectors.joining;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.statistics.sequential.ExceedanceTest;
import dev.weir.statistics.sequential.RatioTest;
import dev.weir.verdict.StageForecast.Detection;
import dev.weir.verdict.StageForecast.Need;
import dev.weir.verdict.StageForecast.Proposal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reckons how many requests a stage takes before it can end, and how many a stated harm takes to be found: said before
 * the stage starts, while there is still something to choose.
 *
 * <p>Evidence grows with every request by
 * <pre>
 *   g = max over j of E[log e_j] per request,
 * </pre>
 * the e-values being those that the stage will be judged by ({@link RatioTest}, {@link ExceedanceTest}) at the expected
 * counts: w of the requests are the candidate's, p_c and p_b of each arm's are bad. Without a floor and with the best
 * alternative on the grid that is g = (w p_c + (1 - w) p_b) KL(pi1 || pi0), where pi1 = w p_c / (w p_c + (1 - w) p_b) is
 * the share of bad requests that are the candidate's and pi0 = w rho / (w rho + 1 - w) what it is at the limit; with
 * floor and for quantiles it is the same thing for their e-values. The median number of requests is then about
 * <pre>
 *   proof  (log(1 / alpha.advance) + 0.5) / g       harm  (log(1 / (alpha.rollback v)) + 1.8) / g
 * </pre>
 * with v the guardrail's share of the error budget. The added nats are the price of not knowing the alternative, and for
 * harm also when it began; they are fitted to simulations of one and four guardrails at 5, 25 and 50 %, errors of 0.1 and
 * 1 %, harm of 3 to 15 times, where the median was within 35 % of these figures. One rollout in ten takes more than
 * {@link StageForecast#UNLUCKY} times that.
 *
 * <p>Sources: Wald (1945), Annals of Mathematical Statistics 16, for the growth; Grünwald, de Heide &amp; Koolen (2024),
 * JRSSB 86, for its role as the best rate that evidence can have.
 *
 * @param baseline what is known of the baseline
 * @param budget   how often Weir may be wrong
 */
public record StagePlanner(BaselineFigures baseline, ErrorBudget budget) {
    /** Harms that a plan should be able to find: candidate over baseline. */
    public static final List<Double> HARMS = List.of(3.0, 5.0, 15.0);

    private static final double ALL = 10_000;
    private static final double MANY = 1e12;
    private static final double PRICE_OF_PROOF = 0.5;
    private static final double PRICE_OF_HARM = 1.8;
    private static final double WIDER_RATIO = 5;
    private static final int[] HIGHER_BPS = {2_500, 5_000};

    /**
     * What a stage is expected to take with a candidate that is like the baseline.
     *
     * @param guardrails   guardrails in force; those whose metric the baseline carries nothing of are left out
     * @param candidateBps traffic of the candidate, basis points; above 0 and below 10 000
     * @throws IllegalArgumentException if the traffic is out of its range
     */
    public StageForecast forecast(List<Guardrail> guardrails, int candidateBps) {
        if (candidateBps <= 0 || candidateBps >= ALL) {
            throw new IllegalArgumentException("candidateBps must be above 0 and below 10000, was " + candidateBps);
        }
        double weight = candidateBps / ALL;
        List<Guardrail> judged = guardrails.stream()
                .filter(guardrail -> baseline.carries(guardrail.metric()))
                .toList();
        double share = budget.shareOfGuardrail(judged.size());
        List<Need> needs = new ArrayList<>();
        for (Guardrail guardrail : judged) {
            List<Detection> found = HARMS.stream()
                    .map(harm -> new Detection(harm, toDetect(guardrail, weight, harm, share)))
                    .toList();
            needs.add(new Need(guardrail, toProve(guardrail, weight), found));
        }
        return new StageForecast(candidateBps, needs);
    }

    /**
     * What else could be planned where a stage takes longer than it may, most harmless first: more shadow traffic, a
     * higher weight, a wider ratio to advance with while the limit for rollback stays. None where nothing is gained.
     */
    public List<Proposal> proposals(List<Guardrail> guardrails, int candidateBps) {
        Long now = forecast(guardrails, candidateBps).requests();
        List<Proposal> proposals = new ArrayList<>();
        Long paired = forecast(guardrails, (int) ALL / 2).requests();
        if (paired != null) {
            // A pair is a request of each.
            proposals.add(new Proposal(Proposal.Kind.LONGER_SHADOW, candidateBps, (paired + 1) / 2));
        }
        for (int bps : HIGHER_BPS) {
            if (bps > candidateBps) {
                add(proposals, Proposal.Kind.HIGHER_WEIGHT, bps, forecast(guardrails, bps), now);
            }
        }
        List<Guardrail> wider = guardrails.stream().map(StagePlanner::widened).toList();
        add(proposals, Proposal.Kind.WIDER_ADVANCE_RATIO, candidateBps, forecast(wider, candidateBps), now);
        return proposals;
    }

    /**
     * What a stage is expected to take, in words, and what else could be planned where that is more than its time.
     *
     * @param stage             its name
     * @param requestsPerSecond evidence on both variants to be expected; 0 if unknown
     * @param longest           time the stage may take
     */
    public String outlook(
            String stage, List<Guardrail> guardrails, int candidateBps, double requestsPerSecond, Duration longest) {
        StageForecast forecast = forecast(guardrails, candidateBps);
        Optional<Need> slowest = forecast.slowest();
        if (slowest.isEmpty()) {
            return stage + " has nothing to prove";
        }
        String slowestMetric = slowest.get().guardrail().metric().key();
        Long requests = forecast.requests();
        if (requests == null) {
            return stage + " cannot be proved: the baseline gives nothing to compare " + slowestMetric + " by"
                    + (slowest.get().guardrail().metric().isRate() ? "; give it a floor" : "");
        }
        Duration time = StageForecast.time(requests, requestsPerSecond);
        String needs = stage + " needs about " + Figures.about(requests) + " requests for " + slowestMetric
                + (time == null ? "" : ", " + Figures.time(time) + " at " + Figures.rate(requestsPerSecond));
        return time == null || time.compareTo(longest) <= 0
                ? needs
                : needs + ", more than its " + Figures.time(longest) + alternatives(guardrails, candidateBps);
    }

    /** A stage that starts has its shadow behind it. */
    private String alternatives(List<Guardrail> guardrails, int candidateBps) {
        String texts = proposals(guardrails, candidateBps).stream()
                .filter(proposal -> proposal.kind() != Proposal.Kind.LONGER_SHADOW)
                .map(Proposal::text)
                .collect(joining(", or "));
        return texts.isEmpty() ? "" : "; shorter would be " + texts;
    }

    private static void add(
            List<Proposal> proposals, Proposal.Kind kind, int candidateBps, StageForecast forecast, Long now) {
        Long requests = forecast.requests();
        if (requests != null && (now == null || requests < now)) {
            proposals.add(new Proposal(kind, candidateBps, requests));
        }
    }

    /** Failures are rare, latencies are not: only for rates is a wider ratio the difference between days and hours. */
    private static Guardrail widened(Guardrail guardrail) {
        return guardrail.metric().isRate()
                ? new Guardrail(
                        guardrail.metric(),
                        guardrail.maxRatio(),
                        Math.max(WIDER_RATIO, guardrail.advanceRatio()),
                        guardrail.floor(),
                        guardrail.action())
                : guardrail;
    }

    private Long toProve(Guardrail guardrail, double weight) {
        Metric metric = guardrail.metric();
        double growth;
        if (metric.isRate()) {
            double rate = baseline.failureRate(metric);
            growth = growth(RatioTest.within(guardrail.advanceRatio(), guardrail.floor()), weight, rate, rate);
        } else {
            growth = growth(
                    ExceedanceTest.within(metric.quantile()),
                    weight,
                    baseline.above(metric, guardrail.advanceRatio()),
                    baseline.above(metric, 1));
        }
        return requests(-StrictMath.log(budget.alphaAdvance()) + PRICE_OF_PROOF, growth);
    }

    private Long toDetect(Guardrail guardrail, double weight, double harm, double share) {
        Metric metric = guardrail.metric();
        double growth;
        if (metric.isRate()) {
            double rate = baseline.failureRate(metric);
            growth = growth(
                    RatioTest.beyond(guardrail.maxRatio(), guardrail.floor()), weight, Math.min(1, harm * rate), rate);
        } else {
            growth = growth(
                    ExceedanceTest.beyond(metric.quantile()),
                    weight,
                    baseline.above(metric, guardrail.maxRatio() / harm),
                    baseline.above(metric, 1));
        }
        return requests(-StrictMath.log(budget.alphaRollback() * share) + PRICE_OF_HARM, growth);
    }

    private static Long requests(double nats, double growth) {
        return growth > 0 ? (Long) (long) Math.ceil(nats / growth) : null;
    }

    /** E-values are linear in the counts, so that those of a trillion requests tell what one is worth. */
    private static double growth(RatioTest test, double weight, double candidateRate, double baselineRate) {
        long candidate = Math.round(MANY * weight);
        long others = Math.round(MANY * (1 - weight));
        return best(test.logEValues(
                candidate, Math.round(candidate * candidateRate), others, Math.round(others * baselineRate)));
    }

    private static double growth(ExceedanceTest test, double weight, double candidateRate, double baselineRate) {
        long candidate = Math.round(MANY * weight);
        long others = Math.round(MANY * (1 - weight));
        return best(test.logEValues(
                candidate, Math.round(candidate * candidateRate), others, Math.round(others * baselineRate)));
    }

    private static double best(double[] logEValues) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logEValues) {
            largest = Math.max(largest, log);
        }
        return largest / MANY;
    }
}
