package dev.weir.topic;

import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every topic of Weir.
 *
 * <p>Topics that are joined are split alike: all keyed by model have {@link #MODEL_PARTITIONS}, the two keyed by
 * requestId have {@link #REQUEST_PARTITIONS}. An operator may create them with other counts, as long as each group
 * stays equal; {@link TopicAdmin#check} says so where it is not.
 */
public final class Topics {

    /** Partitions of each topic keyed by model. */
    public static final int MODEL_PARTITIONS = 6;

    /** Partitions of each topic keyed by requestId: traffic grows with requests, not with models. */
    public static final int REQUEST_PARTITIONS = 12;

    /** What each variant did; key requestId. */
    public static final Topic<InferenceEvent> INFERENCE_EVENTS = new Topic<>(
            "inference-events", InferenceEvent.class, REQUEST_PARTITIONS, stamped(keptFor(Duration.ofDays(7))));

    /** The truth about requests; key requestId. */
    public static final Topic<OutcomeEvent> OUTCOMES =
            new Topic<>("outcomes", OutcomeEvent.class, REQUEST_PARTITIONS, keptFor(Duration.ofDays(7)));

    /** Plans of rollouts; key model; the last one of each model is kept, a tombstone deletes it. */
    public static final Topic<RolloutSpec> ROLLOUTS =
            new Topic<>("rollouts", RolloutSpec.class, MODEL_PARTITIONS, compacted());

    /** What people asked for; key model. */
    public static final Topic<OperatorCommand> COMMANDS =
            new Topic<>("commands", OperatorCommand.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(365)));

    /** Windowed figures; key model. */
    public static final Topic<MetricsWindow> METRICS =
            new Topic<>("metrics", MetricsWindow.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(7)));

    /** Judgements with their evidence; key model. */
    public static final Topic<Verdict> VERDICTS =
            new Topic<>("verdicts", Verdict.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(365)));

    /** What was done about them; key model. */
    public static final Topic<Decision> DECISIONS =
            new Topic<>("decisions", Decision.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(365)));

    /** Routing tables; key model; the last one of each model is kept. */
    public static final Topic<RoutingTable> ROUTES =
            new Topic<>("routes", RoutingTable.class, MODEL_PARTITIONS, compacted());

    /** The sidecars' word that a revision is applied; key model. */
    public static final Topic<RouteAck> ROUTE_ACKS =
            new Topic<>("route-acks", RouteAck.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(7)));

    /** What the sidecars routed; key model. */
    public static final Topic<RouterReport> ROUTER_REPORTS =
            new Topic<>("router-reports", RouterReport.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(7)));

    /** Shadow pairs for people who investigate; key model. */
    public static final Topic<ShadowSample> SHADOW_SAMPLES =
            new Topic<>("shadow-samples", ShadowSample.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(7)));

    /** What a person should know; key model. */
    public static final Topic<Alert> ALERTS =
            new Topic<>("alerts", Alert.class, MODEL_PARTITIONS, keptFor(Duration.ofDays(30)));

    /** Records that could not be used, key and value as read, the reason in headers. */
    public static final Topic<byte[]> DEAD_LETTERS =
            new Topic<>("dead-letters", byte[].class, MODEL_PARTITIONS, keptFor(Duration.ofDays(30)));

    /** Packed counts between the two halves of the streams application; nobody else's business, so not in the contract. */
    public static final Topic<byte[]> DELTAS =
            new Topic<>("deltas", byte[].class, MODEL_PARTITIONS, keptFor(Duration.ofHours(6)));

    private static final List<Topic<?>> REQUEST_KEYED = List.of(INFERENCE_EVENTS, OUTCOMES);

    private static final List<Topic<?>> ALL = List.of(
            INFERENCE_EVENTS,
            OUTCOMES,
            ROLLOUTS,
            COMMANDS,
            METRICS,
            VERDICTS,
            DECISIONS,
            ROUTES,
            ROUTE_ACKS,
            ROUTER_REPORTS,
            SHADOW_SAMPLES,
            ALERTS,
            DEAD_LETTERS,
            DELTAS);

    private static final List<Topic<?>> MODEL_KEYED = ALL.stream()
            .filter(topic -> !REQUEST_KEYED.contains(topic) && topic != DEAD_LETTERS)
            .toList();

    private Topics() {}

    /** Returns every topic, in the order of the contract, and after them Weir's own. */
    public static List<Topic<?>> all() {
        return ALL;
    }

    /** Returns the topics keyed by requestId; their partition counts must be equal to each other. */
    public static List<Topic<?>> requestKeyed() {
        return REQUEST_KEYED;
    }

    /** Returns the topics keyed by model; their partition counts must be equal to each other. */
    public static List<Topic<?>> modelKeyed() {
        return MODEL_KEYED;
    }

    /**
     * Returns settings under which the broker's clock says when a record was there: events come from many clocks, and
     * how far a topic has been read must not depend on the fastest of them.
     */
    private static Map<String, String> stamped(Map<String, String> config) {
        Map<String, String> stamped = new HashMap<>(config);
        stamped.put("message.timestamp.type", "LogAppendTime");
        return stamped;
    }

    private static Map<String, String> keptFor(Duration retention) {
        return Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis()));
    }

    /**
     * Returns settings under which a reader that starts at the beginning catches up soon: only closed segments are
     * compacted, so they are closed after ten minutes or 16 MiB, and cleaned once a twentieth of them is outdated.
     */
    private static Map<String, String> compacted() {
        return Map.of(
                "cleanup.policy",
                "compact",
                "segment.ms",
                Long.toString(Duration.ofMinutes(10).toMillis()),
                "segment.bytes",
                Integer.toString(16 << 20),
                "min.cleanable.dirty.ratio",
                "0.05",
                "max.compaction.lag.ms",
                Long.toString(Duration.ofHours(1).toMillis()));
    }
}
