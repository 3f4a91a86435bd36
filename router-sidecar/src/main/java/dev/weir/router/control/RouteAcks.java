package dev.weir.router.control;

import dev.weir.router.kafka.Outbox;
import dev.weir.router.selection.CompiledTable;
import dev.weir.schema.RouteAck;
import java.time.Instant;

/** Tells the judge of every table applied, after telling somebody nearer. */
public final class RouteAcks implements RouteListener {

    private final String sidecar;
    private final String topic;
    private final Outbox outbox;
    private final RouteListener nearer;

    /**
     * Makes a listener.
     *
     * @param sidecar id of this router
     * @param topic   name of the topic of acks
     * @param outbox  where acks go
     * @param nearer  hears first
     */
    public RouteAcks(String sidecar, String topic, Outbox outbox, RouteListener nearer) {
        this.sidecar = sidecar;
        this.topic = topic;
        this.outbox = outbox;
        this.nearer = nearer;
    }

    @Override
    public void applied(CompiledTable table, Instant appliedAt) {
        nearer.applied(table, appliedAt);
        outbox.offer(
                topic,
                table.model(),
                RouteAck.newBuilder()
                        .setSidecar(sidecar)
                        .setModel(table.model())
                        .setRevision(table.revision())
                        .setAppliedAt(appliedAt)
                        .build());
    }

    @Override
    public void removed(String model) {
        nearer.removed(model);
    }
}
