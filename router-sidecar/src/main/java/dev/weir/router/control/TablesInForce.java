package dev.weir.router.control;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts tables into force and says so; written by the follower's thread, read by all. */
final class TablesInForce {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFollower.class);

    private final RouteListener listener;
    private final Runnable changed;
    private final Clock clock;
    private volatile HeldTables held = HeldTables.EMPTY;

    /**
     * Makes it without any table.
     *
     * @param listener hears of every table
     * @param changed  runs after each change
     * @param clock    clock of {@code appliedAt}
     */
    TablesInForce(RouteListener listener, Runnable changed, Clock clock) {
        this.listener = listener;
        this.changed = changed;
        this.clock = clock;
    }

    RouteImage image() {
        return held.image();
    }

    HeldTables held() {
        return held;
    }

    /** Puts kept tables into force. */
    void restore(HeldTables kept) {
        replaceAll(kept);
    }

    /** Puts into force what follows from a topic read to its end. */
    void caughtUp(Map<String, CompiledTable> read, Incarnation readFrom) {
        HeldTables before = held;
        HeldTables next = before.caughtUp(read, readFrom);
        if (readFrom.isOtherThan(before.origin())) {
            LOG.warn(
                    "routes are read from another topic than before, which replaces what is held clusterId={} topicId={}"
                            + " before.clusterId={} before.topicId={} keptWithoutARecord={}",
                    readFrom.clusterId(),
                    readFrom.topicId(),
                    before.origin().clusterId(),
                    before.origin().topicId(),
                    next.orphans());
        }
        replaceAll(next);
    }

    /** Puts a table into force; false where the one held is as new or newer. */
    boolean put(CompiledTable table) {
        HeldTables next = held.with(table);
        if (next == held) {
            return false;
        }
        held = next;
        Instant appliedAt = clock.instant();
        LOG.info(
                "routing table applied model={} revision={} baseline={} candidate={} candidateBps={} killSwitch={}",
                table.model(),
                table.revision(),
                table.baseline(),
                table.candidate(),
                table.candidateBps(),
                table.killSwitch());
        listener.applied(table, appliedAt);
        changed.run();
        return true;
    }

    /** Takes a model's table out of force. */
    void remove(String model) {
        HeldTables next = held.without(model);
        if (next != held) {
            held = next;
            LOG.info("routing table removed model={}", model);
            listener.removed(model);
            changed.run();
        }
    }

    private void replaceAll(HeldTables next) {
        RouteImage before = held.image();
        held = next;
        Instant appliedAt = clock.instant();
        before.tables().keySet().stream()
                .filter(model -> next.image().table(model).isEmpty())
                .forEach(listener::removed);
        next.image().tables().values().stream()
                .filter(table ->
                        before.table(table.model()).filter(table::equals).isEmpty())
                .forEach(table -> listener.applied(table, appliedAt));
        changed.run();
    }
}
