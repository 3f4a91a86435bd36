package dev.weir.judge;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.AccuracyWatch;
import dev.weir.evidence.Labels;
import dev.weir.judge.AlertKind.Severity;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Watch;
import dev.weir.verdict.AccuracyVerdict;
import dev.weir.verdict.Verdict;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The watches over the accuracy of a model's variants: of the one in charge, and at full of the candidate as well. Not
 * safe for use by several threads.
 */
final class AccuracyWatches {
    /** Times the interval of other verdicts: an accuracy changes over hours. */
    private static final int INTERVALS = 10;

    /** Requests without labels after which it is said that there are none. */
    private static final long REQUESTS_WITHOUT_LABELS = 1_000;

    private final String model;
    private final Map<String, AccuracyLog> logs = new TreeMap<>();
    private Watch asked;
    private long verdicts;

    /** Watches as they were when they were stored; null for none. */
    AccuracyWatches(String model, StoredAccuracy stored) {
        this.model = model;
        if (stored != null) {
            stored.logs().forEach(log -> logs.put(log.watch().variant(), log));
            asked = stored.asked();
            verdicts = stored.verdicts();
        }
    }

    /** What has to survive. */
    StoredAccuracy stored() {
        return new StoredAccuracy(List.copyOf(logs.values()), asked, verdicts);
    }

    boolean isEmpty() {
        return logs.isEmpty();
    }

    /** Whether an accuracy that is watched is lost. */
    boolean isLost() {
        return logs.values().stream().anyMatch(log -> log.watch().hasDrifted());
    }

    /** What is asked for without a rollout; null for nothing. */
    Watch asked() {
        return asked;
    }

    /** Watches a variant without a rollout; null ends that. */
    void ask(Watch watch) {
        asked = watch;
    }

    /**
     * Watches whom the model's state says from now on. A watch that goes on under the same terms keeps what it knows; while a
     * rollout has not reached full, none begins.
     *
     * @param second first second whose requests count for a watch that begins, epoch seconds
     */
    void follow(ModelState state, long second) {
        RolloutState rollout = state.rollout();
        AccuracyTerms planned = rollout == null ? null : rollout.plan().accuracy();
        AccuracyTerms terms = planned == null && asked != null ? asked.accuracy() : planned;
        String inCharge = state.inCharge() == null && asked != null ? asked.variant() : state.inCharge();
        boolean isFull = state.isActive()
                && rollout.stage()
                        .filter(stage -> stage.kind() == Stage.Kind.FULL)
                        .isPresent();
        Set<String> wanted = new HashSet<>();
        wanted.add(inCharge);
        if (isFull) {
            wanted.add(rollout.plan().candidate());
        }
        logs.keySet().retainAll(terms == null ? Set.of() : wanted);
        if (terms != null && isFull) {
            begin(rollout.plan().candidate(), terms, second);
        } else if (terms != null && !state.isActive() && inCharge != null) {
            begin(inCharge, terms, second);
        }
    }

    private void begin(String variant, AccuracyTerms terms, long second) {
        AccuracyLog log = logs.get(variant);
        if (log == null || !log.watch().terms().equals(terms)) {
            logs.put(variant, new AccuracyLog(AccuracyWatch.begin(variant, terms, second), null));
        }
    }

    /** Takes in what became known of answers. */
    void take(List<Delta.Outcomes> outcomes) {
        for (Delta.Outcomes each : outcomes) {
            Cell cell = each.cell();
            // Of a unit only the first in ten minutes: a user who asks the same hard question again is one loss.
            boolean counts = cell.role() == Role.SERVED && cell.admission() == Admission.FIRST_OF_UNIT;
            if (counts) {
                logs.computeIfPresent(
                        cell.variant(),
                        (variant, log) -> new AccuracyLog(
                                log.watch()
                                        .take(
                                                cell.second(),
                                                new Labels(
                                                        each.tally().requests(),
                                                        each.tally().successes().n(),
                                                        each.tally().successes().sum())),
                                log.published()));
            }
        }
    }

    /**
     * What time has brought: verdicts, and alerts where an accuracy is lost or there again.
     *
     * @param closing  time after which the events of a second have been read
     * @param interval least time between two verdicts on something else
     */
    List<Output> tick(Instant now, Duration closing, Duration interval, AlertLog alerts, String rollout, String stage) {
        List<Output> outputs = new ArrayList<>();
        for (AccuracyLog log : List.copyOf(logs.values())) {
            AccuracyWatch watch = log.watch().close(now.getEpochSecond(), closing);
            if (watch == log.watch()) {
                continue;
            }
            Verdict verdict = AccuracyVerdict.of(watch, model + "-w" + (verdicts + 1), now);
            boolean isNews = isTelling(watch) && isNews(log.published(), verdict, interval);
            if (isNews) {
                verdicts++;
                outputs.add(new Output.Judged(verdict, rollout, stage, null));
                Cause cause = new Cause(rollout, stage, now, verdict.message(), null, verdict.checks());
                alert(watch, verdict, alerts, cause).ifPresent(outputs::add);
            }
            logs.put(watch.variant(), new AccuracyLog(watch, isNews ? verdict : log.published()));
        }
        return outputs;
    }

    /** Nothing is said of a variant that is hardly asked; of one without labels it is. */
    private static boolean isTelling(AccuracyWatch watch) {
        return !watch.recent().isEmpty() || watch.pending().requests() >= REQUESTS_WITHOUT_LABELS;
    }

    private static boolean isNews(Verdict published, Verdict verdict, Duration interval) {
        if (published == null) {
            return true;
        }
        if (published.status() != verdict.status()
                || AccuracyVerdict.isBelowShare(published) != AccuracyVerdict.isBelowShare(verdict)) {
            return true;
        }
        return !Objects.equals(published.message(), verdict.message())
                && Duration.between(published.at(), verdict.at()).compareTo(interval.multipliedBy(INTERVALS)) >= 0;
    }

    private Optional<Output> alert(AccuracyWatch watch, Verdict verdict, AlertLog alerts, Cause cause) {
        if (!watch.hasDrifted()) {
            boolean another = logs.values().stream()
                    .anyMatch(log -> !log.watch().variant().equals(watch.variant())
                            && log.watch().hasDrifted());
            return another ? Optional.empty() : alerts.over(AlertKind.DRIFT, cause);
        }
        Severity severity = AccuracyVerdict.isBelowShare(verdict) ? Severity.CRITICAL : Severity.WARNING;
        Verdict before = logs.get(watch.variant()).published();
        boolean isTold = alerts.isOpen(AlertKind.DRIFT)
                && before != null
                && before.status() == verdict.status()
                && AccuracyVerdict.isBelowShare(before) == AccuracyVerdict.isBelowShare(verdict);
        return isTold ? Optional.empty() : Optional.of(alerts.tell(AlertKind.DRIFT, severity, cause));
    }
}
