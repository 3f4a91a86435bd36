package dev.weir.local.platform;

import dev.weir.router.app.Sidecar;
import dev.weir.router.app.SidecarConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Two router sidecars in front of the platform's model servers, each started from a file of settings. */
public final class Sidecars implements AutoCloseable {

    private static final List<String> IDS = List.of("edge-1", "edge-2");

    private final Closing closing = new Closing();
    private final List<Sidecar> sidecars = new ArrayList<>();

    private Sidecars(Platform platform, Path directory, String model) {
        try {
            for (String id : IDS) {
                SidecarConfig config = SidecarConfig.load(
                        SettingsFile.write(directory.resolve(id + ".yaml"), settings(platform, directory, model, id)));
                sidecars.add(closing.add(Sidecar.start(config), Sidecar::close));
            }
        } catch (Exception e) {
            // Exception, since an interrupted Vert.x throws a checked one where none is declared.
            closing.close();
            throw e;
        }
    }

    /** Starts them; they may still be reading their tables when this returns. */
    public static Sidecars start(Platform platform, Path directory, String model) {
        return new Sidecars(platform, directory, model);
    }

    /** Base addresses users send their requests to. */
    public List<String> proxyUrls() {
        return sidecars.stream().map(sidecar -> url(sidecar.proxyPort())).toList();
    }

    /** Base addresses of decisions, metrics and health. */
    public List<String> adminUrls() {
        return sidecars.stream().map(sidecar -> url(sidecar.adminPort())).toList();
    }

    /** Whether each of them holds the tables there are. */
    public boolean ready() {
        return sidecars.stream().allMatch(Sidecar::ready);
    }

    @Override
    public void close() {
        closing.close();
    }

    private static String settings(Platform platform, Path directory, String model, String id) {
        String variants = platform.variantUrls().entrySet().stream()
                .map(variant -> variant.getKey() + ": \"" + variant.getValue() + "\"")
                .collect(Collectors.joining(", "));
        return """
                sidecar: { id: %s, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                models:
                  %s:
                    protocol: open-inference
                    unit: header:X-User-Id
                    segments: { user_type: header:X-User-Type }
                    timeout: 5s
                    variants: { %s }
                """
                .formatted(
                        id,
                        SettingsFile.quotable(directory.resolve(id + "-state")),
                        platform.bootstrapServers(),
                        platform.registryUrl(),
                        model,
                        variants);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
