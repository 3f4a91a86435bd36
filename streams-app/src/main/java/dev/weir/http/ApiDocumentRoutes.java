package dev.weir.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code /v1/openapi.yaml} and {@code /v1/openapi.json}: what this API is, for programs, without a token. */
final class ApiDocumentRoutes {
    static final String JSON_PATH = "/v1/openapi.json";
    static final String YAML_PATH = "/v1/openapi.yaml";
    private static final String FILE = "/openapi/control-plane.yaml";

    void addTo(Router router) {
        Buffer yaml = file();
        Buffer json = json(yaml);
        router.get(JSON_PATH).handler(context -> send(context, "application/json", json));
        router.get(YAML_PATH).handler(context -> send(context, "application/yaml", yaml));
    }

    private static void send(RoutingContext context, String type, Buffer document) {
        context.response()
                .putHeader("Content-Type", type)
                .putHeader("Access-Control-Allow-Origin", "*")
                .end(document);
    }

    private static Buffer file() {
        try (InputStream file = ApiDocumentRoutes.class.getResourceAsStream(FILE)) {
            return Buffer.buffer(Objects.requireNonNull(file, "not on the class path: " + FILE)
                    .readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Buffer json(Buffer yaml) {
        try {
            return Buffer.buffer(new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml.getBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
