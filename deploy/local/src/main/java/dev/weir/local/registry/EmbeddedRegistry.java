package dev.weir.local.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry in this process, on a free port of 127.0.0.1, for everything local. It knows Avro without
 * references, versions, look-up and the seven compatibility levels; it has no deletion, no modes and no contexts.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final String HOST = "127.0.0.1";
    private static final long LIMIT_SECONDS = 20;

    private final HttpServer server;

    private EmbeddedRegistry(HttpServer server) {
        this.server = server;
    }

    /** Starts a registry that forgets everything when it is closed. */
    public static EmbeddedRegistry start(Vertx vertx) {
        return serve(vertx, new SchemaCatalogue(), () -> {});
    }

    /**
     * Starts a registry that keeps its schemas and ids in the file and takes up those it finds there.
     *
     * @throws java.io.UncheckedIOException if the file is there but cannot be read
     */
    public static EmbeddedRegistry start(Vertx vertx, Path file) {
        CatalogueFile kept = new CatalogueFile(file);
        SchemaCatalogue catalogue = kept.load();
        return serve(vertx, catalogue, () -> kept.save(catalogue));
    }

    /** Address for {@code schema.registry.url}. */
    public String url() {
        return "http://" + HOST + ":" + server.actualPort();
    }

    @Override
    public void close() {
        await(server.close());
        LOG.info("registry stopped");
    }

    private static EmbeddedRegistry serve(Vertx vertx, SchemaCatalogue catalogue, Runnable save) {
        // An offered change to HTTP/2 would lose long answers, as in ControlPlane.
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(HOST).setPort(0).setHttp2ClearTextEnabled(false))
                .requestHandler(new RegistryRoutes(catalogue, save).router(vertx));
        await(server.listen());
        EmbeddedRegistry registry = new EmbeddedRegistry(server);
        LOG.info(
                "registry started url={} subjects={}",
                registry.url(),
                catalogue.subjects().size());
        return registry;
    }

    private static void await(Future<?> future) {
        try {
            future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the registry's HTTP server did not answer within " + LIMIT_SECONDS + " s", e);
        }
    }
}
