package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Holds what a control plane really answers to what its OpenAPI document says of it. */
public final class ApiConformance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String FILE = "/openapi/control-plane.yaml";
    private static final String BASE = "https://weir.dev/openapi/control-plane.json";
    private static final String SCHEMAS = "/components/schemas";
    private static final String PROBLEM = "#/components/schemas/Problem";

    /** What any path may answer, as the document's description says. */
    private static final Set<Integer> ANYWHERE = Set.of(405, 414, 431);

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private ApiConformance(JsonNode document) {
        this.document = document;
        String schemas = "{\"$defs\":" + document.at(SCHEMAS) + "}";
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(BASE, schemas.replace("#" + SCHEMAS, "#/$defs"))));
    }

    /** Conformance to the document of the control plane. */
    public static ApiConformance controlPlane() {
        return to(FILE);
    }

    /** Conformance to a document on the class path, whose problems are of its schema Problem. */
    public static ApiConformance to(String document) {
        try (InputStream file = ApiConformance.class.getResourceAsStream(document)) {
            return new ApiConformance(YAML.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** What of the document itself does not fit the specification it is written in; empty if all does. */
    public List<String> faults() {
        try (InputStream schema = ApiConformance.class.getResourceAsStream("/openapi/openapi-3.1-schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON)
                    .validate(document)
                    .stream()
                    .map(Object::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operations of the document, each as method and path template, e.g. {@code GET /v1/models/{model}}. */
    public List<String> operations() {
        List<String> operations = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** Fails unless a response is one that the document promises for its request. */
    public void check(HttpResponse<String> response) {
        String method = response.request().method();
        String asked = method + " " + response.request().uri().getRawPath() + " -> " + response.statusCode();
        if (method.equals("OPTIONS") || method.equals("HEAD")) {
            return;
        }
        assertThat(response.statusCode()).as(asked).isNotEqualTo(500);
        JsonNode operation = operation(method, response.request().uri().getRawPath());
        if (operation.isMissingNode() || ANYWHERE.contains(response.statusCode())) {
            boolean guarded = response.statusCode() == 401 || response.statusCode() == 403;
            if (operation.isMissingNode() && !guarded) {
                assertThat(response.statusCode()).as(asked).isIn(404, 405, 413, 414, 431);
            }
            assertThat(type(response)).as(asked).isEqualTo("application/problem+json");
            assertThat(violations(PROBLEM, json(response.body()))).as(asked).isEmpty();
            return;
        }
        JsonNode promised = followed(operation.at("/responses/" + response.statusCode()));
        assertThat(promised.isMissingNode())
                .as("%s is a status that the document does not know: %s", asked, response.body())
                .isFalse();
        JsonNode content = promised.path("content");
        if (content.isMissingNode()) {
            assertThat(response.body()).as(asked).isEmpty();
            return;
        }
        JsonNode schema = content.path(type(response)).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s is of type %s, which the document does not know", asked, type(response))
                .isFalse();
        if (schema.has("$ref")) {
            assertThat(violations(schema.get("$ref").textValue(), json(response.body())))
                    .as("%s: %s", asked, response.body())
                    .isEmpty();
        }
    }

    /** Fails unless the data of a server-sent event is what the document says of its name. */
    void checkEvent(String name, JsonNode data) {
        JsonNode schema =
                document.at("/paths/~1v1~1stream/get/responses/200/content/text~1event-stream/x-events/" + name);
        assertThat(schema.isMissingNode())
                .as("an event of the document: " + name)
                .isFalse();
        List<JsonNode> schemas = new ArrayList<>();
        (schema.has("oneOf") ? schema.get("oneOf") : JSON.createArrayNode().add(schema)).forEach(schemas::add);
        assertThat(schemas).as("%s %s", name, data).anySatisfy(each -> assertThat(
                        violations(each.get("$ref").textValue(), data))
                .isEmpty());
    }

    /** What of a value does not fit a schema of the document, e.g. {@code #/components/schemas/Verdict}. */
    List<String> violations(String schema, JsonNode value) {
        return schemas
                .computeIfAbsent(
                        schema, each -> registry.getSchema(SchemaLocation.of(BASE + each.replace(SCHEMAS, "/$defs"))))
                .validate(value)
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** The node itself, or what it refers to within the document. */
    JsonNode followed(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }

    private JsonNode operation(String method, String path) {
        return document.get("paths").properties().stream()
                .filter(each -> Pattern.matches(each.getKey().replaceAll("\\{[a-z]+}", "[^/]+"), path))
                // A path without parameters goes before one with them.
                .min(java.util.Comparator.comparing(each -> each.getKey().contains("{")))
                .map(each -> each.getValue().path(method.toLowerCase(java.util.Locale.ROOT)))
                .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    private static String type(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("not JSON: " + text, notJson);
        }
    }
}
