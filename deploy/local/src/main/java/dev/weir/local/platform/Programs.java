package dev.weir.local.platform;

import dev.weir.app.StreamsApp;
import dev.weir.config.AppConfig;
import dev.weir.config.AppConfigFile;
import java.nio.file.Path;
import java.util.Map;

/** Weir itself as in production: one streams application, started from a file of settings, and the sidecars. */
public final class Programs implements AutoCloseable {

    private final Closing closing = new Closing();
    private final StreamsApp app;
    private final Sidecars sidecars;

    private Programs(Platform platform, Path directory, String model) {
        try {
            app = closing.add(StreamsApp.start(settings(platform, directory)), StreamsApp::close);
            sidecars = closing.add(Sidecars.start(platform, directory, model), Sidecars::close);
        } catch (Exception e) {
            // Exception, since an interrupted Vert.x throws a checked one where none is declared.
            closing.close();
            throw e;
        }
    }

    /** Starts them; they may still be catching up with their topics when this returns. */
    public static Programs start(Platform platform, Path directory, String model) {
        return new Programs(platform, directory, model);
    }

    /** Base address of the control plane. */
    public String controlPlaneUrl() {
        return "http://127.0.0.1:" + app.httpPort();
    }

    public Sidecars sidecars() {
        return sidecars;
    }

    /** Whether the streams application judges and every sidecar holds the tables. */
    public boolean ready() {
        return app.ready() && sidecars.ready();
    }

    @Override
    public void close() {
        closing.close();
    }

    /** Only what is of this run: no environment, so that a shell set up for a real cluster does not reach into it. */
    private static AppConfig settings(Platform platform, Path directory) {
        Path file = SettingsFile.write(
                directory.resolve("streams.yaml"),
                """
                streams: { applicationId: weir-local, stateDir: "%s" }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(
                                SettingsFile.quotable(directory.resolve("streams-state")),
                                platform.bootstrapServers(),
                                platform.registryUrl()));
        return AppConfigFile.read(file, Map.of(), Map.of());
    }
}
