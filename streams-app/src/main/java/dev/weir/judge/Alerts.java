package dev.weir.judge;

import dev.weir.judge.AlertKind.Severity;
import dev.weir.judge.AlertKind.Span;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Change;
import dev.weir.rollout.Drill;
import dev.weir.rollout.Drills;
import dev.weir.rollout.Gate;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What of decisions and verdicts somebody should hear, and when it is over. */
final class Alerts {
    /** Time that a drill that is due may take to pass. */
    private static final Duration DRILL_GRACE = Duration.ofHours(1);

    /** What is over as soon as a verdict stands otherwise. */
    private static final Map<AlertKind, Standing> WHILE = Map.of(
            AlertKind.SPLIT_MISMATCH, Standing.MISMATCH,
            AlertKind.BASELINE_SILENT, Standing.STALE,
            AlertKind.EVIDENCE_INCOMPLETE, Standing.INCOMPLETE);

    private final AlertLog log;

    Alerts(AlertLog log) {
        this.log = log;
    }

    /**
     * What to tell of a decision.
     *
     * @param before the model before it
     * @param after  the model after it
     * @param latest the latest verdict; null before the first
     */
    List<Output> of(Decision decision, ModelState before, ModelState after, Verdict latest) {
        boolean byEvidence = decision.verdictId() != null && latest != null;
        Cause cause = Cause.of(decision, byEvidence ? latest.checks() : List.of());
        List<Output> outputs = new ArrayList<>();
        switch (decision.action()) {
            case START -> outputs.addAll(ended(cause));
            case ADVANCE, OVERRIDE -> {
                if (decision.rule() != null) {
                    if (byEvidence) {
                        outputs.add(log.tell(AlertKind.SEGMENT_ISOLATED, Severity.CRITICAL, cause));
                    }
                } else if (decision.toStage() == null) {
                    outputs.addAll(ended(cause));
                    outputs.add(log.tell(AlertKind.ROLLOUT_PROMOTED, Severity.INFO, cause));
                } else if (!decision.toStage().equals(decision.fromStage())) {
                    outputs.addAll(log.over(span -> span == Span.STAGE, cause));
                    undrilled(before, after, cause).ifPresent(outputs::add);
                }
            }
            case PROMOTE -> {
                outputs.addAll(ended(cause));
                outputs.add(log.tell(AlertKind.ROLLOUT_PROMOTED, Severity.INFO, cause));
            }
            case ROLLBACK -> {
                outputs.addAll(ended(cause));
                outputs.add(log.tell(
                        AlertKind.CANARY_ROLLBACK,
                        byEvidence ? Severity.CRITICAL : Severity.WARNING,
                        cause.because(decision.reason() + backAgain(decision, before))));
            }
            case ABORT -> {
                outputs.addAll(ended(cause));
                outputs.add(log.tell(
                        AlertKind.ROLLOUT_ABORTED,
                        Severity.WARNING,
                        cause.because(decision.reason() + backAgain(decision, before))));
            }
            case PAUSE -> outputs.add(paused(cause, byEvidence, latest));
            case RESUME -> {
                log.over(AlertKind.ROLLOUT_PAUSED, cause).ifPresent(outputs::add);
                log.over(AlertKind.STAGE_OUT_OF_TIME, cause).ifPresent(outputs::add);
            }
            case HOLD -> {
                // That a webhook is asked, or agrees, is the way things go.
                if (!(decision.change() instanceof Change.Gated gated) || gated.step() == Gate.Step.HELD) {
                    AlertKind kind = holding(before, latest);
                    outputs.add(log.tell(kind, kind.severity(), cause));
                }
            }
            case KILL -> outputs.add(log.tell(AlertKind.KILL_SWITCH_ON, Severity.CRITICAL, cause));
            case UNKILL ->
                log.over(AlertKind.KILL_SWITCH_ON, AlertKind.KILL_SWITCH_OFF, cause)
                        .ifPresent(outputs::add);
            case DRILL -> outputs.addAll(drilled(after.drills().latest(), cause));
            case REFUSE -> {}
        }
        return outputs;
    }

    /**
     * What to tell of the passing of time, at each look.
     *
     * @param state the model after what the verdict led to
     */
    List<Output> of(Verdict verdict, ModelState state) {
        List<Output> outputs = new ArrayList<>();
        if (!state.isActive()) {
            return outputs;
        }
        RolloutState rollout = state.rollout();
        Cause cause = new Cause(
                rollout.plan().name(), rollout.stageName(), verdict.at(), verdict.message(), null, verdict.checks());
        WHILE.forEach((kind, standing) -> {
            if (verdict.standing() != standing) {
                log.over(kind, cause).ifPresent(outputs::add);
            }
        });
        rollout.stage()
                .ifPresent(stage -> overdue(stage, rollout, verdict, cause).ifPresent(outputs::add));
        undrilled(state, cause).ifPresent(outputs::add);
        return outputs;
    }

    /** The way back of a candidate that begins to serve. */
    private Optional<Output> undrilled(ModelState before, ModelState after, Cause cause) {
        boolean goesLive =
                before.rollout().candidateBps() == 0 && after.rollout().candidateBps() > 0;
        return goesLive && !after.drills().isProved(cause.at(), Drills.PROOF)
                ? log.seen(
                        AlertKind.DRILL_OVERDUE,
                        cause.because(after.rollout().plan().candidate()
                                + " begins to serve, and no drill of the way back has passed in the last 7 days: run"
                                + " weir drill " + after.model()))
                : Optional.empty();
    }

    /** Drills that should start and pass by themselves, and do not. */
    private Optional<Output> undrilled(ModelState state, Cause cause) {
        Duration every = state.rollout().plan().conduct().drill().every();
        if (every == null) {
            return Optional.empty();
        }
        Instant passed = state.drills().passedAt();
        Instant started = state.rollout().startedAt();
        Instant since = passed == null || passed.isBefore(started.minus(every)) ? started : passed.plus(every);
        return Duration.between(since, cause.at()).compareTo(DRILL_GRACE) <= 0
                ? Optional.empty()
                : log.seen(
                        AlertKind.DRILL_OVERDUE,
                        cause.because("no drill of the way back has passed "
                                + (passed == null ? "yet" : "since " + passed) + ", planned is one every "
                                + hours(every) + ": " + outcome(state.drills().latest())));
    }

    private static String outcome(Drill latest) {
        if (latest == null) {
            return "none has started, since no sidecar is heard of";
        }
        return "the last one " + latest.step().name().toLowerCase(Locale.ROOT)
                + (latest.faults().isEmpty() ? "" : ": " + String.join("; ", latest.faults()));
    }

    private List<Output> drilled(Drill drill, Cause cause) {
        List<Output> outputs = new ArrayList<>();
        if (drill.step() == Drill.Step.PASSED) {
            log.over(AlertKind.DRILL_FAILED, cause).ifPresent(outputs::add);
            log.over(AlertKind.DRILL_OVERDUE, cause).ifPresent(outputs::add);
        } else if (drill.step() == Drill.Step.FAILED) {
            outputs.add(log.tell(AlertKind.DRILL_FAILED, Severity.CRITICAL, cause));
        }
        return outputs;
    }

    /** A shadow stage shall end; a pause does not make it shorter for those who wait for its end. */
    private Optional<Output> overdue(Stage stage, RolloutState rollout, Verdict verdict, Cause cause) {
        Duration since = Duration.between(rollout.stageSince(), verdict.at());
        return switch (stage.kind()) {
            case SHADOW ->
                since.compareTo(stage.minDuration().plus(stage.maxDuration()).dividedBy(2)) <= 0
                        ? Optional.empty()
                        : log.seen(
                                AlertKind.SHADOW_OVERDUE,
                                cause.because(String.format(
                                        Locale.ROOT,
                                        "%s has gone on for %s and %,d pairs without a decision, planned were %s: %s",
                                        stage.name(),
                                        hours(since),
                                        verdict.candidateSamples(),
                                        hours(stage.minDuration()),
                                        verdict.message())));
            case FULL ->
                since.compareTo(rollout.plan().conduct().cleanUpAfter()) < 0
                        ? Optional.empty()
                        : log.seen(
                                AlertKind.CLEAN_UP,
                                cause.because(String.format(
                                        Locale.ROOT,
                                        "%s has been at %s for %s: promote it, so that its rules go and %s need not"
                                                + " be kept for it, or roll it back",
                                        rollout.plan().candidate(),
                                        stage.name(),
                                        hours(since),
                                        rollout.plan().baseline())));
            case CANARY -> Optional.empty();
        };
    }

    private Output paused(Cause cause, boolean byEvidence, Verdict latest) {
        if (!byEvidence) {
            return log.tell(AlertKind.ROLLOUT_PAUSED, Severity.WARNING, cause);
        }
        AlertKind kind = latest.standing() == Standing.SUSPECT ? AlertKind.ROLLOUT_PAUSED : AlertKind.STAGE_OUT_OF_TIME;
        return log.tell(kind, Severity.CRITICAL, cause);
    }

    private static AlertKind holding(ModelState before, Verdict latest) {
        for (Map.Entry<AlertKind, Standing> each : WHILE.entrySet()) {
            if (latest != null && latest.standing() == each.getValue()) {
                return each.getKey();
            }
        }
        return waitsForAPerson(before, latest) ? AlertKind.APPROVAL_NEEDED : AlertKind.ROLLOUT_HELD;
    }

    private static boolean waitsForAPerson(ModelState before, Verdict latest) {
        if (latest == null || latest.standing() != Standing.PROVED || before.killSwitch()) {
            return false;
        }
        RolloutState rollout = before.rollout();
        boolean last = rollout.nextStage().isEmpty();
        boolean asks = rollout.stage().map(Stage::webhook).isPresent()
                && (rollout.gate() == null || rollout.gate().step() != Gate.Step.PASSED);
        return !asks
                && (rollout.stage().map(Stage::approvalRequired).orElse(false)
                        || last && !rollout.plan().promoteAutomatically());
    }

    private List<Output> ended(Cause cause) {
        return log.over(span -> span == Span.STAGE || span == Span.ROLLOUT, cause);
    }

    /** Who serves now, and what the candidate had. */
    private static String backAgain(Decision decision, ModelState before) {
        if (!before.isActive()) {
            return "; it serves all requests again (revision " + decision.revision() + ")";
        }
        RolloutState rollout = before.rollout();
        return String.format(
                Locale.ROOT,
                "; %s serves all requests again (revision %d), %s had %s %%",
                before.inCharge(),
                decision.revision(),
                rollout.plan().candidate(),
                percent(before.killSwitch() ? 0 : rollout.candidateBps()));
    }

    private static String percent(int bps) {
        return bps % 100 == 0 ? Integer.toString(bps / 100) : Double.toString(bps / 100.0);
    }

    private static String hours(Duration duration) {
        if (duration.toHours() >= 1) {
            return duration.toHours() + " h";
        }
        return duration.toMinutes() >= 1 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
