package dev.weir.chaos;

import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A broker that keeps its data, a registry, and instances of the streams application, each in a process of its own. */
final class Deployment implements AutoCloseable {
    private static final short ONE_REPLICA = 1;

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final List<Instance> instances = new ArrayList<>();

    private Deployment(Path directory, int instanceCount, String streams, List<String> java)
            throws InterruptedException {
        kafka = EmbeddedKafka.start(directory.resolve("broker"));
        registry = EmbeddedRegistry.start(vertx, directory.resolve("schemas.json"));
        try (Admin admin = Admin.create(client())) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create(ONE_REPLICA);
        }
        for (int i = 1; i <= instanceCount; i++) {
            instances.add(
                    new Instance(directory, "instance-" + i, streams, java, kafka.bootstrapServers(), registry.url()));
        }
    }

    /**
     * Starts a broker with the topics and a registry; the instances are not started yet.
     *
     * @param streams settings of the instances below {@code streams}, as they stand in YAML braces
     * @param java    options of their JVMs
     */
    static Deployment start(Path directory, int instances, String streams, List<String> java)
            throws InterruptedException {
        return new Deployment(directory, instances, streams, java);
    }

    /** Settings of a client that knows the broker and the registry. */
    Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    List<Instance> instances() {
        return instances;
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        registry.close();
        kafka.close();
        vertx.close().await();
    }
}
