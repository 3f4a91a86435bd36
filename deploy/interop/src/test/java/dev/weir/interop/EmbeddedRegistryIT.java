package dev.weir.interop;

import dev.weir.local.registry.EmbeddedRegistry;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedRegistryIT extends RegistryContract {
    private final Vertx vertx = Vertx.vertx();
    private EmbeddedRegistry registry;

    @BeforeAll
    void start() {
        registry = EmbeddedRegistry.start(vertx);
    }

    @AfterAll
    void stop() {
        registry.close();
        vertx.close().await();
    }

    @Override
    String url() {
        return registry.url();
    }
}
