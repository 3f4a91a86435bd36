package dev.weir.local.platform;

import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.digits.DigitModel;
import dev.weir.local.digits.DigitServer;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** What Weir stands on and in front of: a broker with the topics, a registry and a server for each variant. */
public final class Platform implements AutoCloseable {

    private static final short BROKER_DEFAULT = -1;

    private final Closing closing = new Closing();
    private final Vertx vertx;
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final Map<String, String> variantUrls = new LinkedHashMap<>();

    private Platform(Path directory, List<DigitModel> models) {
        try {
            vertx = closing.add(Vertx.vertx(), instance -> instance.close().await());
            kafka = closing.add(EmbeddedKafka.start(directory.resolve("broker")), EmbeddedKafka::close);
            registry = closing.add(
                    EmbeddedRegistry.start(vertx, directory.resolve("registry").resolve("schemas.json")),
                    EmbeddedRegistry::close);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                new TopicAdmin(admin, TopicNames.DEFAULT).create(BROKER_DEFAULT);
            }
            for (DigitModel model : models) {
                DigitServer server = closing.add(DigitServer.start(vertx, model), DigitServer::close);
                variantUrls.put(model.version(), server.url());
            }
        } catch (Exception e) {
            // Exception, since an interrupted Vert.x throws a checked one where none is declared.
            closing.close();
            throw e;
        }
    }

    /** Starts it all; what lives on disk lives under the directory. */
    public static Platform start(Path directory, List<DigitModel> models) {
        return new Platform(directory, models);
    }

    /** For the demo's own HTTP; closed with the platform. */
    public Vertx vertx() {
        return vertx;
    }

    /** The broker itself, to be killed and restarted. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public String registryUrl() {
        return registry.url();
    }

    /** Base addresses by variant, in the order of the models. */
    public Map<String, String> variantUrls() {
        return Collections.unmodifiableMap(variantUrls);
    }

    /** Settings for any Kafka client that reads or writes Weir's topics. */
    public Map<String, Object> kafkaClient() {
        return Map.of("bootstrap.servers", bootstrapServers(), "schema.registry.url", registryUrl());
    }

    @Override
    public void close() {
        closing.close();
    }
}
