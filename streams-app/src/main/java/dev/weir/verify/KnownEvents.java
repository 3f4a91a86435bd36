package dev.weir.verify;

import dev.weir.judge.Reading;
import dev.weir.replay.Rederivation;
import dev.weir.schema.Verdict;
import dev.weir.window.Extent.Treatment;
import dev.weir.wire.ReadingCodec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a derivation of the events that were known when each verdict was made: those that the verdict says, or of verdicts that do
 * not say so all that the broker had by then. Not safe for use by several threads.
 */
final class KnownEvents {
    private final Rederivation derivation;
    private final boolean isSaid;
    private final Deque<EventTape.Entry> inOrder = new ArrayDeque<>();
    private final Deque<EventTape.Report> reports;
    private final Map<Integer, Deque<EventTape.Entry>> events = new HashMap<>();
    private final Map<Integer, Deque<EventTape.Known>> outcomes = new HashMap<>();
    private long told;

    /** Of a tape; said is whether the verdicts say what was known. */
    KnownEvents(EventTape tape, Rederivation derivation, boolean said) {
        this.derivation = derivation;
        this.isSaid = said;
        this.reports = new ArrayDeque<>(tape.reports());
        if (said) {
            List<EventTape.Entry> byOffset = new ArrayList<>(tape.entries());
            byOffset.sort(Comparator.comparingLong(EventTape.Entry::offset));
            byOffset.forEach(entry -> events.computeIfAbsent(entry.partition(), partition -> new ArrayDeque<>())
                    .add(entry));
            tape.outcomes()
                    .forEach(known -> outcomes.computeIfAbsent(known.partition(), partition -> new ArrayDeque<>())
                            .add(known));
        } else {
            inOrder.addAll(tape.entries());
        }
    }

    /** Number of events told so far. */
    long told() {
        return told;
    }

    /** Tells of what became known from the verdict before to this one. */
    void tell(Verdict verdict) {
        Instant at = verdict.getTimestamp();
        while (!reports.isEmpty() && !reports.peek().at().isAfter(at)) {
            EventTape.Report report = reports.remove();
            derivation.report(report.told(), report.at());
        }
        if (isSaid) {
            verdict.getReadings().stream().map(ReadingCodec::fromWire).forEach(reading -> tell(reading, at));
            return;
        }
        while (!inOrder.isEmpty() && !inOrder.peek().at().isAfter(at)) {
            count(inOrder.remove(), derivation.treatment());
        }
        derivation.readAll(verdict.getClosedUntil());
    }

    private void tell(Reading reading, Instant at) {
        int partition = reading.partition();
        Deque<EventTape.Entry> entries = events.getOrDefault(partition, new ArrayDeque<>());
        while (!entries.isEmpty() && entries.peek().offset() < reading.place().events()) {
            count(entries.remove(), reading.treatment());
        }
        Deque<EventTape.Known> known = outcomes.getOrDefault(partition, new ArrayDeque<>());
        while (!known.isEmpty() && known.peek().offset() < reading.place().outcomes()) {
            EventTape.Known outcome = known.remove();
            if (reading.treatment().joined()) {
                derivation.join(partition, outcome.outcome());
            }
        }
        derivation.read(reading, at);
    }

    private void count(EventTape.Entry entry, Treatment treatment) {
        told++;
        derivation.count(entry.partition(), entry.event(), entry.side(), entry.label(), treatment, entry.readUntil());
    }
}
