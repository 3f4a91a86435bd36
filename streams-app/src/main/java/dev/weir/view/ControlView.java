package dev.weir.view;

import dev.weir.rollout.Watch;
import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the control topics say about every model.
 *
 * <p>{@link #apply} takes records in any order between topics and in order within one; readers get immutable images
 * and take no lock. {@link ViewFollower} feeds it from Kafka.
 */
public final class ControlView {
    private static final int READINGS =
            Verdict.getClassSchema().getField("readings").pos();

    private final Map<String, ModelImage> models = new ConcurrentHashMap<>();
    private final Map<String, ShadowImage> shadows = new ConcurrentHashMap<>();
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final List<Consumer<ViewEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean caughtUp;

    /**
     * Takes one record into the image of its model and, once caught up, tells the listeners.
     *
     * @param model key of the record
     * @param value value of a control topic, told apart by its type
     * @throws IllegalArgumentException if the value is of no control topic or cannot be understood; the view is unchanged
     */
    public void apply(String model, SpecificRecord value) {
        if (value instanceof ShadowSample sample) {
            shadows.merge(model, ShadowImage.NONE.with(sample), (image, first) -> image.with(sample));
            tell(model, value);
            return;
        }
        if (value instanceof RolloutSpec spec && spec.getWatchOnly()) {
            watches.put(model, WatchCodec.fromWire(spec));
            models.putIfAbsent(model, ModelImage.unknown(model));
            tell(model, value);
            return;
        }
        if (value instanceof RolloutSpec) {
            // The topic keeps one record a model.
            watches.remove(model);
        }
        models.compute(model, (name, image) -> change(value).apply(image == null ? ModelImage.unknown(name) : image));
        tell(model, value);
    }

    private void tell(String model, SpecificRecord value) {
        if (caughtUp) {
            ViewEvent event = new ViewEvent(ViewEvent.Kind.of(value), model, value);
            listeners.forEach(listener -> listener.accept(event));
        }
    }

    private UnaryOperator<ModelImage> change(SpecificRecord value) {
        if (value instanceof RolloutSpec spec) {
            return image -> image.with(PlanCodec.fromWire(spec));
        }
        if (value instanceof Decision decision) {
            return image -> image.with(decision);
        }
        if (value instanceof RoutingTable table) {
            return image -> image.with(table);
        }
        if (value instanceof Verdict verdict) {
            // Thousands of models have many; who derives a verdict once more reads the topic.
            verdict.put(READINGS, null);
            return image -> image.with(verdict, retention());
        }
        if (value instanceof MetricsWindow window) {
            return image -> image.with(window, retention());
        }
        if (value instanceof RouteAck ack) {
            return image -> image.with(ack);
        }
        if (value instanceof RouterReport report) {
            return image -> image.with(report);
        }
        if (value instanceof Alert alert) {
            return image -> image.with(alert);
        }
        throw new IllegalArgumentException(
                "not a record of the control topics: " + value.getSchema().getFullName());
    }

    private Retention retention() {
        return Retention.of(Math.max(1, models.size()));
    }

    /** The image of a model; empty while nothing was read of it. */
    public Optional<ModelImage> model(String model) {
        return Optional.ofNullable(models.get(model));
    }

    /** The shadow pairs of a model that were kept for people. */
    public ShadowImage shadow(String model) {
        return shadows.getOrDefault(model, ShadowImage.NONE);
    }

    /** The watch over a model that was asked for without a rollout; empty without one. */
    public Optional<Watch> watch(String model) {
        return Optional.ofNullable(watches.get(model));
    }

    /** Takes in that a model's plan or watch was deleted; of a plan, the decision that follows says what that changes. */
    void withdrawn(String model) {
        watches.remove(model);
    }

    /** The images of all models, by name. */
    public List<ModelImage> models() {
        return List.copyOf(new TreeMap<>(models).values());
    }

    /** Whether everything that was on the topics at the start has been read. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Says that from now on records are news. */
    public void caughtUp() {
        caughtUp = true;
    }

    /**
     * Tells a listener of every record from now on, after the image has taken it, on the thread that feeds the view: the
     * listener must return at once.
     *
     * @return what ends the subscription
     */
    public Subscription subscribe(Consumer<ViewEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A listener's place in the list. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
