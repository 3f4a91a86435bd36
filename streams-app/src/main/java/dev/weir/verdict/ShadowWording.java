package dev.weir.verdict;

import static java.util.stream.Collectors.joining;

import dev.weir.evidence.Trial;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.window.Disagreement;
import dev.weir.window.PairLosses;
import dev.weir.window.PairTally;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is said of a shadow stage to people: one sentence, figures in it. */
final class ShadowWording {
    private static final int PATTERNS = 3;

    private final ShadowWeighing weighing;
    private final Trial trial;
    private final PairTally pairs;

    ShadowWording(ShadowWeighing weighing) {
        this.weighing = weighing;
        this.trial = weighing.trial();
        this.pairs = trial.pairs();
    }

    /**
     * What the pairs amount to.
     *
     * @param obstacle why nothing may be concluded; read only where the standing says so
     */
    String message(Standing standing, String obstacle) {
        return conclusion(standing, obstacle) + " (" + String.format(Locale.ROOT, "%,d", pairs.pairs()) + " pairs of "
                + trial.rules().baseline() + " and " + trial.rules().candidate() + besides(pairs.losses()) + ")";
    }

    private String conclusion(Standing standing, String obstacle) {
        List<Check> failed = weighing.checks().stream()
                .filter(check -> check.state() == CheckState.FAIL)
                .sorted(Comparator.comparing(ShadowWording::rank))
                .toList();
        if (!failed.isEmpty()) {
            return "Needs improvement: " + failed.stream().map(this::figures).collect(joining("; "));
        }
        return switch (standing) {
            case STALE, INCOMPLETE, MISMATCH -> obstacle;
            case PROVED ->
                "Ready for the canary: "
                        + weighing.checks().stream()
                                .filter(check -> check.state() == CheckState.PASS)
                                .map(this::figures)
                                .collect(joining("; "));
            case BROKEN, SUSPECT, UNDECIDED -> more();
        };
    }

    private static int rank(Check check) {
        if (ShadowWeighing.isTooSlow(check)) {
            return 0;
        }
        return Check.AGREEMENT.equals(check.metric()) ? 1 : 2;
    }

    private String figures(Check check) {
        if (!Check.AGREEMENT.equals(check.metric())) {
            return Wording.figures(check);
        }
        String shares = String.format(
                Locale.ROOT,
                "answers agree in %s of %,d pairs, %s %s (e = %.3g)",
                percent(check.candidateValue()),
                check.candidateSamples(),
                check.state() == CheckState.FAIL ? "less than" : "at least",
                percent(check.limit()),
                StrictMath.exp(check.state() == CheckState.FAIL ? check.logHarm() : check.logFine()));
        return check.state() == CheckState.FAIL ? shares + disagreements() : shares;
    }

    private String disagreements() {
        long differing = pairs.compared() - pairs.matches();
        double share = (double) differing / pairs.compared();
        double perDay = trial.requestsPerDay();
        String daily = perDay < 1
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; of %,d requests a day %,d would be answered differently",
                        Math.round(perDay),
                        Math.round(share * perDay));
        String patterns = pairs.disagreements().stream()
                .sorted(Comparator.comparingLong((Disagreement each) -> -each.count())
                        .thenComparing(Disagreement::from)
                        .thenComparing(Disagreement::to))
                .limit(PATTERNS)
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s \u2192 %s %s",
                        each.from(),
                        each.to(),
                        percent((double) each.count() / differing)))
                .collect(joining(", "));
        return String.format(Locale.ROOT, ": %,d disagreements", differing)
                + (patterns.isEmpty() ? "" : ", most often " + patterns)
                + daily;
    }

    /** What is still to come. */
    private String more() {
        if (pairs.pairs() >= Weighing.FEWEST && pairs.compared() == 0) {
            return "No pair has answers that can be compared: publish what spec.shadow.comparator compares, or choose another";
        }
        if (weighing.tooManyUnmatched() && pairs.pairs() >= Weighing.FEWEST) {
            return "Continue shadow mode: " + unmatched(pairs);
        }
        Check agreement = weighing.agreement();
        if (agreement.requiredSamples() == null) {
            return String.format(
                    Locale.ROOT,
                    "Continue shadow mode: answers agree in %s of %,d pairs, neither proved above nor below %s",
                    percent(agreement.candidateValue()),
                    agreement.candidateSamples(),
                    percent(agreement.limit()));
        }
        long needed = weighing.minSamples() - agreement.candidateSamples();
        StringBuilder undecided = new StringBuilder();
        for (Check check : weighing.checks()) {
            if (check.state() == CheckState.UNDECIDED && check.logFine() != null) {
                undecided.append(undecided.isEmpty() ? "" : ", ").append(check.metric());
                if (check.requiredSamples() != null) {
                    needed = Math.max(needed, check.requiredSamples() - check.candidateSamples());
                }
            }
        }
        return "Continue shadow mode: need about " + Figures.about(Math.max(1, needed)) + " more pairs"
                + (undecided.isEmpty() ? "" : " to prove " + undecided);
    }

    /** Why nothing is concluded from pairs of which too many lack a half. */
    static String unmatched(PairTally pairs) {
        long unmatched = pairs.losses().unmatched();
        return String.format(
                Locale.ROOT,
                "%,d of %,d requests and copies found no partner, more than 1 %%: nothing is concluded",
                unmatched,
                pairs.pairs() + unmatched);
    }

    private static String besides(PairLosses losses) {
        StringBuilder text = new StringBuilder();
        add(text, losses.servedAlone(), "requests without a copy");
        add(text, losses.shadowAlone(), "copies without a request");
        add(text, losses.noRoom(), "without room");
        add(text, losses.late(), "late");
        add(text, losses.duplicate(), "duplicate");
        return text.toString();
    }

    private static void add(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(String.format(Locale.ROOT, "; %,d %s", count, what));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
