package dev.weir.judge;

import dev.weir.evidence.DriftLook;
import dev.weir.evidence.DriftTerms;
import dev.weir.evidence.DriftWatch;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Watch;
import dev.weir.verdict.DriftVerdict;
import dev.weir.verdict.Verdict;
import dev.weir.window.Delta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The watches over what a model is asked and answers: of the variant in charge, at full of the candidate in its place, against
 * what it was first; and in every stage before in which both serve, of the candidate against the baseline. Not safe for use by
 * several threads.
 */
final class DriftWatches {
    /** Stands for the routing table of a watch that goes on from table to table. */
    private static final long ANY_TABLE = 0;

    private final String model;
    private final List<Entry> entries = new ArrayList<>();
    private long verdicts;

    /**
     * A watch, and the routing table it is about: variants that are drawn with other weights, or not at all for a while, are
     * asked at other times, so that they can be compared under one table only.
     *
     * @param revision the table's revision, or {@link #ANY_TABLE}
     */
    private record Entry(DriftWatch watch, long revision) {
        boolean is(Wanted wanted) {
            return watch.variant().equals(wanted.variant)
                    && Objects.equals(watch.against(), wanted.against)
                    && watch.terms().equals(wanted.terms)
                    && revision == wanted.revision;
        }
    }

    /**
     * What is to be watched.
     *
     * @param begins whether it begins if it does not go on already
     */
    private record Wanted(String variant, String against, DriftTerms terms, long revision, boolean begins) {}

    /** Watches as they were when they were stored; null for none. */
    DriftWatches(String model, StoredDrift stored) {
        this.model = model;
        if (stored != null) {
            verdicts = stored.verdicts();
            for (int i = 0; i < stored.watches().size(); i++) {
                entries.add(new Entry(
                        DriftWatch.restore(stored.watches().get(i)),
                        stored.revisions().get(i)));
            }
        }
    }

    /** All that has to survive; null where there is nothing. */
    StoredDrift stored() {
        return entries.isEmpty() && verdicts == 0
                ? null
                : new StoredDrift(
                        entries.stream().map(entry -> entry.watch.stored()).toList(),
                        entries.stream().map(Entry::revision).toList(),
                        verdicts);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether a variant is compared with what it was first, so that an alert may come and go. */
    boolean isAlerting() {
        return entries.stream().anyMatch(entry -> entry.watch.against() == null);
    }

    /**
     * Watches whom the model's state says from now on. A watch that goes on under the same terms keeps what it knows.
     *
     * @param asked  what is asked for without a rollout; null for nothing
     * @param second first second whose requests count for a watch that begins, epoch seconds
     */
    void follow(ModelState state, Watch asked, long second) {
        List<Wanted> wanted = wanted(state, asked);
        entries.removeIf(entry -> wanted.stream().noneMatch(entry::is));
        for (Wanted each : wanted) {
            if (each.begins && entries.stream().noneMatch(entry -> entry.is(each))) {
                entries.add(new Entry(DriftWatch.begin(each.variant, each.against, each.terms, second), each.revision));
            }
        }
    }

    private static List<Wanted> wanted(ModelState state, Watch asked) {
        RolloutState rollout = state.rollout();
        DriftTerms planned = rollout == null ? null : rollout.plan().conduct().drift();
        DriftTerms terms = planned == null && asked != null ? asked.drift() : planned;
        List<Wanted> wanted = new ArrayList<>();
        if (terms == null) {
            return wanted;
        }
        String inCharge = state.inCharge() == null && asked != null ? asked.variant() : state.inCharge();
        Optional<Stage> stage = state.isActive() ? rollout.stage() : Optional.empty();
        boolean isFull = stage.isPresent() && stage.get().kind() == Stage.Kind.FULL;
        if (isFull) {
            wanted.add(new Wanted(rollout.plan().candidate(), null, terms, ANY_TABLE, true));
        } else if (inCharge != null) {
            wanted.add(new Wanted(inCharge, null, terms, ANY_TABLE, !state.isActive()));
        }
        if (stage.isPresent() && !isFull && stage.get().weightBps() > 0) {
            wanted.add(new Wanted(
                    rollout.plan().candidate(),
                    rollout.plan().baseline(),
                    terms.within(stage.get().minDuration()),
                    state.revision(),
                    true));
        }
        return wanted;
    }

    /** Takes in what was asked and answered. */
    void take(List<Delta.Contents> contents) {
        contents.forEach(each -> entries.forEach(entry -> entry.watch.take(each)));
    }

    /**
     * What windows that are over say: verdicts, and alerts where something drifts or does not any more.
     *
     * @param readUntil second before which everything has been read, epoch seconds
     */
    List<Output> tick(Instant now, long readUntil, AlertLog alerts, String rollout, String stage) {
        List<Output> outputs = new ArrayList<>();
        for (Entry entry : entries) {
            Optional<DriftLook> look = entry.watch.close(readUntil);
            while (look.isPresent()) {
                verdicts++;
                Verdict verdict = DriftVerdict.of(entry.watch, look.get(), model + "-i" + verdicts, now);
                outputs.add(new Output.Judged(verdict, rollout, stage, null));
                if (entry.watch.against() == null) {
                    alert(
                                    look.get(),
                                    verdict,
                                    alerts,
                                    new Cause(rollout, stage, now, verdict.message(), null, verdict.checks()))
                            .ifPresent(outputs::add);
                }
                look = entry.watch.close(readUntil);
            }
        }
        return outputs;
    }

    /** What is not told any more may still have drifted. */
    private static Optional<Output> alert(DriftLook look, Verdict verdict, AlertLog alerts, Cause cause) {
        if (verdict.status() == Verdict.Status.DEGRADED) {
            return alerts.seen(AlertKind.CONTENT_DRIFT, cause);
        }
        boolean isOver = verdict.status() == Verdict.Status.HEALTHY || look.isReference();
        return isOver ? alerts.over(AlertKind.CONTENT_DRIFT, cause) : Optional.empty();
    }
}
