package dev.weir.http;

import dev.weir.view.ControlView;
import dev.weir.view.ViewEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The events of the view under numbers, the latest {@value #KEPT} of them kept, so that whoever comes back is told what came
 * meanwhile. Numbers are of this process; of what another one counted nothing is known here.
 */
final class RecentEvents implements AutoCloseable {
    /** With ten events a second three minutes, while what they say is kept by the view for the most part anyway. */
    static final int KEPT = 2_048;

    private final String process = UUID.randomUUID().toString().substring(0, 8);
    private final Deque<Event> kept = new ArrayDeque<>();
    private final List<Consumer<Event>> readers = new CopyOnWriteArrayList<>();
    private final ControlView.Subscription subscription;
    private long last;

    /**
     * An event of the view.
     *
     * @param id    tells it from all others, of other processes too
     * @param event what happened
     */
    record Event(String id, ViewEvent event) {}

    /**
     * Where a reader comes in.
     *
     * @param missed       what came since the event that the reader had last, in its order; empty where that is not known here,
     *                     or not kept any more
     * @param id           the event after which the reader is told of all others
     * @param subscription ends it
     */
    record Entry(Optional<List<Event>> missed, String id, ControlView.Subscription subscription) {}

    RecentEvents(ControlView view) {
        this.subscription = view.subscribe(this::take);
    }

    private synchronized void take(ViewEvent event) {
        last++;
        Event numbered = new Event(id(last), event);
        kept.addLast(numbered);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        readers.forEach(reader -> reader.accept(numbered));
    }

    /**
     * Tells a reader of every event from now on, none left out between what was missed and what comes; on the thread that feeds
     * the view, so that the reader must return at once.
     *
     * @param lastId the event the reader had last; null for none, who has missed nothing
     */
    synchronized Entry join(String lastId, Consumer<Event> reader) {
        readers.add(reader);
        return new Entry(
                lastId == null ? Optional.of(List.of()) : since(lastId), id(last), () -> readers.remove(reader));
    }

    private Optional<List<Event>> since(String lastId) {
        if (lastId.equals(id(last))) {
            return Optional.of(List.of());
        }
        List<Event> missed = new ArrayList<>();
        boolean isKnown = lastId.equals(id(last - kept.size()));
        for (Event each : kept) {
            if (isKnown) {
                missed.add(each);
            }
            isKnown = isKnown || each.id.equals(lastId);
        }
        return isKnown ? Optional.of(missed) : Optional.empty();
    }

    private String id(long number) {
        return process + "-" + number;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
