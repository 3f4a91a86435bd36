package dev.weir.verdict;

import dev.weir.evidence.Metric;
import dev.weir.evidence.Trial;
import dev.weir.statistics.sequential.AveragedEvidence;
import dev.weir.statistics.sequential.OneSampleBernoulli;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.window.PairTally;
import java.util.ArrayList;
import java.util.List;

/**
 * What the pairs of a shadow stage amount to: the guardrails, weighed on both halves of the pairs as in any other stage,
 * and the agreement of the answers. Valid however often it is asked, since only pairs of closed seconds are counted and the
 * evidence about agreement is an e-process in their totals.
 *
 * <p>Of what is wrong people are told latency first, then disagreement, then errors: answers that come too late or differ
 * need not be looked at for errors yet.
 */
final class ShadowWeighing {
    /** One unmatched in so many may be chance; more, and the pairs may not be like the requests that have none. */
    private static final long ONE_IN = 100;

    private final Weighing weighing;
    private final Occasion occasion;
    private final Trial trial;
    private final PairTally pairs;
    private final Check agreement;
    private final List<Check> checks;

    ShadowWeighing(Weighing weighing, Occasion occasion) {
        this.weighing = weighing;
        this.occasion = occasion;
        this.trial = weighing.trial();
        this.pairs = trial.pairs();
        this.agreement = agreement(occasion.agreement(), occasion.budget());
        List<Check> all = new ArrayList<>(weighing.checks());
        all.add(agreement);
        this.checks = tooManyUnmatched()
                ? all.stream().map(check -> check.with(CheckState.UNDECIDED)).toList()
                : all;
    }

    Verdict verdict(String silence) {
        Standing standing = standing(silence);
        return new Verdict(
                occasion.id(),
                occasion.at(),
                Kind.SHADOW,
                Verdicts.status(standing, checks),
                recommendation(standing),
                standing,
                new ShadowWording(this).message(standing, standing == Standing.STALE ? silence : obstacle()),
                checks,
                pairs.compared(),
                pairs.compared());
    }

    Trial trial() {
        return trial;
    }

    Check agreement() {
        return agreement;
    }

    /** The guardrails' checks and the one on agreement, which is the last. */
    List<Check> checks() {
        return checks;
    }

    long minSamples() {
        return occasion.agreement().minSamples();
    }

    private Standing standing(String silence) {
        if (tooManyUnmatched()) {
            // A single one among the first few pairs is not worth an alert.
            return pairs.pairs() >= minSamples() ? Standing.INCOMPLETE : Standing.UNDECIDED;
        }
        Standing standing = weighing.standing(silence, occasion.complaint());
        if (standing == Standing.BROKEN || standing == Standing.SUSPECT) {
            return standing;
        }
        if (fails()) {
            return Standing.SUSPECT;
        }
        boolean enough = agreement.state() == CheckState.PASS && pairs.compared() >= minSamples();
        return standing == Standing.PROVED && !enough ? Standing.UNDECIDED : standing;
    }

    private boolean fails() {
        return checks.get(checks.size() - 1).state() == CheckState.FAIL;
    }

    boolean tooManyUnmatched() {
        long unmatched = pairs.losses().unmatched();
        return unmatched * ONE_IN > pairs.pairs() + unmatched;
    }

    private String obstacle() {
        return tooManyUnmatched() ? ShadowWording.unmatched(pairs) : occasion.complaint();
    }

    private Recommendation recommendation(Standing standing) {
        for (Check check : checks) {
            if (check.state() == CheckState.FAIL && isTooSlow(check)) {
                return Recommendation.OPTIMIZE_LATENCY;
            }
        }
        if (fails()) {
            return Recommendation.INVESTIGATE_DISAGREEMENT;
        }
        if (checks.stream().anyMatch(check -> check.state() == CheckState.FAIL)) {
            return Recommendation.FIX_ERRORS;
        }
        return standing == Standing.PROVED ? Recommendation.PROMOTE_TO_CANARY : Recommendation.CONTINUE;
    }

    /** Whether a check is about what an answer takes: time, or what else it uses up. */
    static boolean isTooSlow(Check check) {
        return Metric.ofKey(check.metric()).filter(metric -> !metric.isRate()).isPresent();
    }

    private Check agreement(AgreementTerms terms, ErrorBudget budget) {
        long compared = pairs.compared();
        long matches = pairs.matches();
        double harm = OneSampleBernoulli.logELess(matches, compared, terms.minAgreement());
        double fine = OneSampleBernoulli.logEGreater(matches, compared, terms.minAgreement());
        double harmNeeded = AveragedEvidence.logBound(budget.alphaRollback(), 1);
        double fineNeeded = AveragedEvidence.logBound(budget.alphaAdvance(), 1);
        CheckState state = CheckState.UNDECIDED;
        if (harm >= harmNeeded) {
            state = CheckState.FAIL;
        } else if (fine >= fineNeeded) {
            state = CheckState.PASS;
        }
        return new Check(
                Check.AGREEMENT,
                null,
                terms.minAgreement(),
                terms.minAgreement(),
                0,
                null,
                compared == 0 ? null : (Double) ((double) matches / compared),
                null,
                compared,
                harm,
                harmNeeded,
                fine,
                fineNeeded,
                null,
                null,
                required(terms, fine, fineNeeded),
                compared == 0 ? null : OneSampleBernoulli.interval(matches, compared, 1 - budget.alphaRollback()),
                state);
    }

    /** Pairs expected until the proof, by what each adds if they go on as they did; null if they do not get there. */
    private Long required(AgreementTerms terms, double fine, double needed) {
        long compared = pairs.compared();
        double rate = compared == 0 ? 0 : (double) pairs.matches() / compared;
        if (rate <= terms.minAgreement()) {
            return compared == 0 ? (Long) terms.minSamples() : null;
        }
        double growth = divergence(rate, terms.minAgreement());
        double more = Math.max(0, (needed - fine) / growth);
        return Math.max(terms.minSamples(), (long) Math.ceil(compared + more));
    }

    /** KL(Bernoulli(p) || Bernoulli(q)), nats. */
    private static double divergence(double p, double q) {
        double certain = p == 1 ? 0 : (1 - p) * StrictMath.log((1 - p) / (1 - q));
        return p * StrictMath.log(p / q) + certain;
    }
}
