package dev.weir.verdict;

import dev.weir.evidence.Guardrail.Action;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.SegmentEvidence;
import dev.weir.evidence.Trial;
import dev.weir.statistics.LogDomain;
import dev.weir.statistics.sequential.EBenjaminiHochberg;
import dev.weir.verdict.ErrorBudget.Shares;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the evidence of a trial amounts to, at one moment; valid however often it is asked.
 *
 * <p>Rollback: the weighted average of the guardrails' and the catastrophe's e-processes, those in segments included,
 * reaches 1/alpha. Advance: every guardrail is proved within its limit in all traffic, all of them now, and rollback is
 * not near. What speaks for neither is left undecided, however long it lasts.
 *
 * <p>In a stage without an end a detector watches besides, since no probability can be bounded there: it is wrong about
 * once a year, all guardrails and segments together.
 */
/*
 * A judge asks ten times a second, and evidence changes when a block is weighed. So a weighing takes over from the one
 * before every check whose evidence is the same object; evidence is immutable.
 */
final class Weighing {
    /** Requests, and units, of each arm below which nothing is called proved. */
    static final long FEWEST = 30;

    /** Rollback counts as near within this factor of its bound. */
    private static final double NEAR = StrictMath.log(4);

    private final Trial trial;
    private final ErrorBudget budget;
    private final List<String> isolated;
    private final Shares shares;
    private final CheckMaker maker;
    private final Check[] overall;
    private final Check[][] bySegment;
    private final double logHarm;
    private final boolean broken;
    private final List<Check> checks;

    /**
     * Weighs a trial that is past the collection of its baseline.
     *
     * @param forecast what the stage was expected to take; null if unknown
     * @param before   the weighing before; null for the first
     */
    Weighing(Trial trial, ErrorBudget budget, StageForecast forecast, Weighing before) {
        this(trial, budget, List.of(), forecast, before);
    }

    /**
     * Weighs a trial of which some segments have been taken back.
     *
     * @param isolated segments, as {@code key=value}, whose evidence of harm counts no more
     */
    Weighing(Trial trial, ErrorBudget budget, List<String> isolated, StageForecast forecast, Weighing before) {
        this.isolated = isolated;
        this.trial = trial;
        this.budget = budget;
        this.shares = budget.shares(trial.guardrails().size(), trial.segments().size());
        this.maker = new CheckMaker(trial, budget, shares, forecast);
        Weighing known = before != null && before.isComparable(this) ? before : null;
        this.overall = overall(known);
        this.bySegment = bySegment(known);
        this.logHarm = known != null && known.hasEvidenceOf(trial) ? known.logHarm : averaged();
        Check catastrophe = maker.catastrophe(trial.catastrophe());
        boolean alarmed = isAlarmed();
        this.broken = alarmed || logHarm >= CheckMaker.needed(budget.alphaRollback(), 1);
        List<Check> all = new ArrayList<>(overall.length * (1 + bySegment.length) + 1);
        all.addAll(Arrays.asList(overall));
        all.add(catastrophe);
        for (Check[] segment : bySegment) {
            all.addAll(Arrays.asList(segment));
        }
        this.checks = broken && !alarmed ? withCulprit(all) : all;
        if (!trial.split().draws().isEmpty()) {
            checks.add(maker.split(trial.split()));
        }
    }

    private boolean isComparable(Weighing later) {
        return budget.equals(later.budget)
                && isolated.equals(later.isolated)
                && trial.current() == later.trial.current()
                && trial.guardrails().size() == later.trial.guardrails().size()
                && trial.segments().size() == later.trial.segments().size();
    }

    private boolean hasEvidenceOf(Trial later) {
        for (int i = 0; i < overall.length; i++) {
            if (trial.guardrails().get(i) != later.guardrails().get(i)) {
                return false;
            }
        }
        // A block that counts for a segment counts for all traffic.
        return trial.catastrophe().harm() == later.catastrophe().harm();
    }

    Trial trial() {
        return trial;
    }

    /**
     * One check for each guardrail, one for the fast way back, one for each guardrail in each segment, and one for the
     * split once units have been counted for it.
     */
    List<Check> checks() {
        return checks;
    }

    /**
     * What the rollout machine may conclude.
     *
     * @param silence   why there is nothing to compare with; null if there is
     * @param complaint why the evidence cannot be trusted; null if it can
     */
    Verdict.Standing standing(String silence, String complaint) {
        if (broken) {
            return Verdict.Standing.BROKEN;
        }
        if (isSuspect()) {
            return Verdict.Standing.SUSPECT;
        }
        if (trial.split().alarmed()) {
            return Verdict.Standing.MISMATCH;
        }
        if (silence != null) {
            return Verdict.Standing.STALE;
        }
        if (complaint != null) {
            return Verdict.Standing.INCOMPLETE;
        }
        return isProved() ? Verdict.Standing.PROVED : Verdict.Standing.UNDECIDED;
    }

    private boolean isSuspect() {
        for (int i = 0; i < overall.length; i++) {
            if (action(i) == Action.PAUSE && fails(i)) {
                return true;
            }
        }
        return false;
    }

    private boolean fails(int guardrail) {
        if (overall[guardrail].state() == CheckState.FAIL) {
            return true;
        }
        for (Check[] segment : bySegment) {
            if (segment[guardrail].state() == CheckState.FAIL) {
                return true;
            }
        }
        return false;
    }

    private boolean isAlarmed() {
        for (int i = 0; i < overall.length; i++) {
            if (action(i) != Action.ROLLBACK) {
                continue;
            }
            if (isAlarmed(overall[i])) {
                return true;
            }
            for (Check[] segment : bySegment) {
                if (isAlarmed(segment[i])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAlarmed(Check check) {
        return check.alarm() != null && check.alarm() >= 0;
    }

    private Action action(int guardrail) {
        return trial.guardrails().get(guardrail).guardrail().action();
    }

    /** log sum v_i E_i. Guardrails that only pause or warn keep their share, as evidence that never grows. */
    private double averaged() {
        double[] terms = new double[overall.length * (1 + bySegment.length) + 1];
        double logOverall = StrictMath.log(shares.overall());
        double logSegment = StrictMath.log(shares.segment());
        int size = 0;
        for (int i = 0; i < overall.length; i++) {
            boolean counts = action(i) == Action.ROLLBACK;
            terms[size++] = logOverall + (counts ? overall[i].logHarm() : 0);
            for (Check[] segment : bySegment) {
                terms[size++] = logSegment + (counts ? segment[i].logHarm() : 0);
            }
        }
        terms[size] = StrictMath.log(shares.catastrophe())
                + trial.catastrophe().harm().logE();
        return LogDomain.sum(terms);
    }

    private boolean isProved() {
        if (!isEnough() || hasFewUnits() || logHarm >= CheckMaker.needed(budget.alphaRollback(), 1) - NEAR) {
            return false;
        }
        double needed = CheckMaker.needed(budget.alphaAdvance(), 1);
        for (int i = 0; i < overall.length; i++) {
            if (action(i) != Action.WARN && overall[i].logFine() < needed) {
                return false;
            }
        }
        return true;
    }

    private boolean isEnough() {
        return Math.min(trial.baseline().calls(), trial.candidate().calls()) >= FEWEST;
    }

    /**
     * Whether the requests are enough and the units behind them are not: what a few heavy users do says little of others.
     * Where every request is evidence, whoever sent it, the plan has it so.
     */
    boolean hasFewUnits() {
        return trial.rules().perUnit() && isEnough() && smallerArm().units().distinctAtLeast() < FEWEST;
    }

    /** The arm with fewer units. */
    Tally smallerArm() {
        return trial.candidate().units().distinctAtLeast()
                        <= trial.baseline().units().distinctAtLeast()
                ? trial.candidate()
                : trial.baseline();
    }

    /** Checks in segments whose limits are broken, with at most a share alpha of them, in the mean, named wrongly. */
    List<Check> culprits() {
        int guardrails = overall.length;
        double[] logs = new double[guardrails * bySegment.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = bySegment[i / guardrails][i % guardrails].logHarm();
            largest = Math.max(largest, logs[i]);
        }
        // Nobody is named below 1/alpha, even if everybody is.
        if (largest < CheckMaker.needed(budget.alphaRollback(), 1)) {
            return List.of();
        }
        boolean[] named = EBenjaminiHochberg.rejections(logs, budget.alphaRollback());
        List<Check> culprits = new ArrayList<>();
        for (int i = 0; i < named.length; i++) {
            if (named[i]) {
                culprits.add(bySegment[i / guardrails][i % guardrails]);
            }
        }
        return culprits;
    }

    /** Checks of what is worse than the baseline in all traffic and not beyond its limit: nothing acts on them. */
    List<Check> worse() {
        double needed = CheckMaker.needed(budget.alphaRollback(), 1.0 / Math.max(1, overall.length));
        List<Check> worse = new ArrayList<>();
        for (Check check : overall) {
            if (check.state() != CheckState.FAIL && check.logWorse() >= needed) {
                worse.add(check);
            }
        }
        return worse;
    }

    private Check[] overall(Weighing known) {
        Check[] found = new Check[trial.guardrails().size()];
        for (int i = 0; i < found.length; i++) {
            GuardrailEvidence evidence = trial.guardrails().get(i);
            boolean same = known != null && known.trial.guardrails().get(i) == evidence;
            found[i] = same ? known.overall[i] : maker.check(evidence);
        }
        return found;
    }

    private Check[][] bySegment(Weighing known) {
        Check[][] found = new Check[trial.segments().size()][];
        for (int i = 0; i < found.length; i++) {
            SegmentEvidence segment = trial.segments().get(i);
            found[i] =
                    known != null && known.trial.segments().get(i) == segment ? known.bySegment[i] : weighed(segment);
        }
        return found;
    }

    private Check[] weighed(SegmentEvidence segment) {
        Check[] checks = maker.checks(segment);
        if (isolated.contains(segment.segment())) {
            Arrays.setAll(checks, i -> checks[i].heard());
        }
        return checks;
    }

    /** No check may have reached its own bound although together they did: then the one that adds most is named. */
    private List<Check> withCulprit(List<Check> all) {
        int strongest = overall.length;
        for (int i = 0; i < all.size(); i++) {
            int guardrail = guardrail(i);
            if (guardrail >= 0 && action(guardrail) != Action.ROLLBACK) {
                continue;
            }
            if (all.get(i).state() == CheckState.FAIL) {
                return all;
            }
            strongest = margin(all.get(i)) > margin(all.get(strongest)) ? i : strongest;
        }
        List<Check> named = new ArrayList<>(all);
        named.set(strongest, all.get(strongest).with(CheckState.FAIL));
        return named;
    }

    /** Which guardrail a check is about; -1 for the fast way back. */
    private int guardrail(int check) {
        if (check < overall.length) {
            return check;
        }
        return check == overall.length ? -1 : (check - overall.length - 1) % overall.length;
    }

    /** How far a check is beyond its own bound; what it adds to the average is in the same order. */
    private static double margin(Check check) {
        return check.logHarm() - check.logHarmNeeded();
    }
}
