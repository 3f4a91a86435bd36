package dev.weir.verify;

import dev.weir.config.PlannedComparator;
import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.judge.Output;
import dev.weir.replay.Logged;
import dev.weir.replay.Placement;
import dev.weir.replay.Replay;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.Verdict;
import dev.weir.serde.TrustedRecords;
import dev.weir.window.PairSide;
import dev.weir.wire.OutputCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is on the topics after a judge has followed a plan over made-up requests of one model, fifty a second. */
record JudgedLog(List<Decision> decisions, List<Verdict> verdicts, List<EventTape.Entry> events) {
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final String MODEL = "shop";
    private static final int APART_MILLIS = 20;
    private static final int PARTITIONS = 3;

    /** A log of which a test may change its own copy. */
    JudgedLog {
        decisions = List.copyOf(decisions);
        verdicts = List.copyOf(verdicts);
        events = List.copyOf(events);
    }

    /** Judges the requests as the lines of a plan say that stand below its model and its variants. */
    static JudgedLog of(String terms, Placement placement, List<Logged.Request> requests) {
        TrustedRecords.declare();
        List<Decision> decisions = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        Iterator<Logged.Request> entries = requests.iterator();
        new Replay(List.of(plan(terms)), placement, PlannedComparator::of, (model, output) -> {
                    if (output instanceof Output.Judged judged) {
                        verdicts.add(OutputCodec.verdict(model, judged));
                    } else if (output instanceof Output.Decided decided) {
                        decisions.add(OutputCodec.decision(decided.decision()));
                    }
                })
                .play(List.of(() -> entries.hasNext() ? Optional.of(entries.next()) : Optional.empty()));
        List<EventTape.Entry> events = new ArrayList<>();
        requests.forEach(request -> events.add(entry(events.size(), request)));
        return new JudgedLog(decisions, verdicts, events);
    }

    static Plan plan(String terms) {
        return plan("request", terms);
    }

    static Plan plan(String evidenceUnit, String terms) {
        String head =
                """
                metadata: { name: shop-v2 }
                spec:
                  model: shop
                  baseline: v1
                  candidate: v2
                  baselineCollection: { minDuration: 5s, minSamples: 200 }
                  evidenceUnit: %s
                  timeout: 1s
                """
                        .formatted(evidenceUnit);
        return RolloutFile.read(head + terms.indent(2), START, "test").plan().orElseThrow();
    }

    private static EventTape.Entry entry(int place, Logged.Request request) {
        Observation event = request.observation();
        return new EventTape.Entry(
                (int) (event.assignedMillis() / APART_MILLIS % PARTITIONS),
                place,
                Instant.ofEpochMilli(event.assignedMillis() + event.call().durationMicros() / 1_000),
                event,
                request.answer() == null ? null : PairSide.of(event, null, request.answer()));
    }

    static Observation event(int number, String variant, Role role, long micros, Observation.Status status) {
        return new Observation(
                "r" + number,
                MODEL,
                variant,
                role,
                START.toEpochMilli() + (long) APART_MILLIS * number,
                null,
                "",
                Observation.NO_REVISION,
                false,
                true,
                null,
                false,
                false,
                new Observation.Call(micros, status, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT));
    }

    JudgedLog withDecisions(List<Decision> others) {
        return new JudgedLog(others, verdicts, events);
    }

    JudgedLog withVerdicts(List<Verdict> others) {
        return new JudgedLog(decisions, others, events);
    }

    JudgedLog withEvents(List<EventTape.Entry> others) {
        return new JudgedLog(decisions, verdicts, others);
    }

    /** What is found of a decision when all events of the log are still there. */
    Finding find(String decision) {
        return find(decision, stretch -> new EventTape(events, false));
    }

    Finding find(String decision, Function<Verification.Stretch, EventTape> tapes) {
        return Verification.of(MODEL, decision, decisions, verdicts, Verification.Judge.STANDARD, tapes)
                .orElseThrow();
    }
}
