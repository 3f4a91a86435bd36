package dev.weir.router.records;

import dev.weir.router.app.BareAvroDeserializer;
import dev.weir.router.app.BareAvroSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;

/** A router of records in a JVM of its own, to be killed: id, bootstrap servers, state directory. */
final class RecordRouterProcess {

    private RecordRouterProcess() {}

    public static void main(String[] args) throws InterruptedException {
        RecordRouter.start(settings(args[0], args[1], Path.of(args[2])), new SimpleMeterRegistry())
                .awaitClosed();
    }

    static RecordRouterSettings settings(String id, String bootstrapServers, Path stateDir) {
        return new RecordRouterSettings(
                id,
                "weir-records",
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "value.serializer",
                        BareAvroSerializer.class.getName(),
                        "value.deserializer",
                        BareAvroDeserializer.class.getName(),
                        "session.timeout.ms",
                        "6000",
                        "heartbeat.interval.ms",
                        "500",
                        // Long transactions, so that a kill falls into one.
                        "max.poll.records",
                        "5000"),
                "weir.",
                stateDir.resolve(id),
                Map.of(
                        "m",
                        new RecordStream(
                                "in",
                                RecordSource.KEY,
                                Map.of("tier", RecordSource.parse("header:tier")),
                                new java.util.TreeMap<>(Map.of("v1", "in-v1", "v2", "in-v2")))));
    }
}
