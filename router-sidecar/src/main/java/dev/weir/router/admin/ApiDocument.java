package dev.weir.router.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code /v1/openapi.yaml} and {@code /v1/openapi.json}: what the admin port answers to, for programs. */
final class ApiDocument {
    private static final String FILE = "/openapi/sidecar.yaml";

    private ApiDocument() {}

    static void addTo(Router router) {
        try (InputStream file = ApiDocument.class.getResourceAsStream(FILE)) {
            byte[] yaml = Objects.requireNonNull(file, "not on the class path: " + FILE)
                    .readAllBytes();
            byte[] json = new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
            add(router, "/v1/openapi.yaml", "application/yaml", yaml);
            add(router, "/v1/openapi.json", "application/json", json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Router router, String path, String type, byte[] document) {
        router.get(path)
                .handler(context ->
                        context.response().putHeader("Content-Type", type).end(Buffer.buffer(document)));
    }
}
