package dev.weir.judge;

/** What alerts tell of; {@link #event} is what {@code weir.alerts} has. */
public enum AlertKind {
    /** A candidate was sent back, by evidence or by a person, from whichever stage: shadow and full as well. */
    CANARY_ROLLBACK(Severity.CRITICAL, Span.MOMENT),
    /** A segment that alone is harmed was sent back alone; the rollout goes on for the others. */
    SEGMENT_ISOLATED(Severity.CRITICAL, Span.MOMENT),
    /** A rollout was paused: by a guardrail whose action is pause, by answers that disagree, or by a person. */
    ROLLOUT_PAUSED(Severity.CRITICAL, Span.STAGE),
    /** A stage ran out of time without proof, for want of data or of clear figures, and was paused. */
    STAGE_OUT_OF_TIME(Severity.CRITICAL, Span.STAGE),
    /** A stage is proved, and only a person's word is missing. */
    APPROVAL_NEEDED(Severity.WARNING, Span.STAGE),
    /** A stage does not end for another reason. */
    ROLLOUT_HELD(Severity.WARNING, Span.STAGE),
    /** Units are not split as the weights say. */
    SPLIT_MISMATCH(Severity.WARNING, Span.STAGE),
    /** Nothing is heard of the baseline: there is nothing to compare with, and it may be what is broken. */
    BASELINE_SILENT(Severity.WARNING, Span.STAGE),
    /** Too many requests came late or are missing. */
    EVIDENCE_INCOMPLETE(Severity.WARNING, Span.STAGE),
    /** A shadow stage goes on without an end in sight. */
    SHADOW_OVERDUE(Severity.WARNING, Span.STAGE),
    /** The candidate has had all of the traffic for longer than planned and is not promoted. */
    CLEAN_UP(Severity.WARNING, Span.ROLLOUT),
    /** A person gave a rollout up, or its plan was deleted. */
    ROLLOUT_ABORTED(Severity.WARNING, Span.MOMENT),
    /** The candidate is in charge. */
    ROLLOUT_PROMOTED(Severity.INFO, Span.MOMENT),
    /** Everything goes to the variant in charge, above every rule. */
    KILL_SWITCH_ON(Severity.CRITICAL, Span.MODEL),
    /** The end of {@link #KILL_SWITCH_ON}. */
    KILL_SWITCH_OFF(Severity.INFO, Span.MOMENT),
    /** The way back did not stand the drill. */
    DRILL_FAILED(Severity.CRITICAL, Span.MODEL),
    /** A candidate serves whose way back no drill has proved, or scheduled drills have not passed for too long. */
    DRILL_OVERDUE(Severity.WARNING, Span.MODEL),
    /** The variant in charge has become worse than it was: retrain it. */
    DRIFT(Severity.WARNING, Span.MODEL),
    /** The variant in charge is asked other things than it was, or answers otherwise; told as {@link #DRIFT}. */
    CONTENT_DRIFT(Severity.WARNING, Span.MODEL);

    /** How urgent something is. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** To be looked into in working hours. */
        WARNING,
        /** Worth waking somebody. */
        CRITICAL
    }

    /** How long something lasts that alerts tell of. */
    enum Span {
        /** It has happened: there is nothing that could end. */
        MOMENT,
        /** Until the stage ends, if not before. */
        STAGE,
        /** Until the rollout ends, if not before. */
        ROLLOUT,
        /** Beyond rollouts: until it is said to be over. */
        MODEL
    }

    private final Severity severity;
    private final Span span;

    AlertKind(Severity severity, Span span) {
        this.severity = severity;
        this.span = span;
    }

    /** Name of the event: two things that begin and end apart may be the same to whoever hears of them. */
    public String event() {
        return this == CONTENT_DRIFT ? DRIFT.name() : name();
    }

    /** How urgent it is, unless something is known of the case that makes it less so. */
    Severity severity() {
        return severity;
    }

    Span span() {
        return span;
    }
}
