package dev.weir.local.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {

    private static final String V1 = record("{\"name\":\"a\",\"type\":\"string\"}");
    private static final String V2_COMPATIBLE =
            record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
    private static final String V2_INCOMPATIBLE =
            record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\"}");

    private static Vertx vertx;
    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedRegistry registry;

    @TempDir
    Path directory;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().await();
    }

    @BeforeEach
    void start() {
        registry = EmbeddedRegistry.start(vertx, directory.resolve("schemas.json"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldGiveTheSameIdToTheSameSchemaInEverySubject() throws Exception {
        int first = object(register("one-value", V1)).getInteger("id");
        int again = object(register("one-value", V1.replace(",", " , "))).getInteger("id");
        int elsewhere = object(register("two-value", V1)).getInteger("id");

        assertThat(again).isEqualTo(first);
        assertThat(elsewhere).isEqualTo(first);
        assertThat(array(get("/subjects"))).containsExactly("one-value", "two-value");
        assertThat(array(get("/subjects/one-value/versions"))).containsExactly(1);
        assertThat(array(get("/schemas/ids/" + first + "/subjects"))).containsExactly("one-value", "two-value");
        assertThat(array(get("/schemas/ids/" + first + "/versions")))
                .containsExactly(
                        JsonObject.of("subject", "one-value", "version", 1),
                        JsonObject.of("subject", "two-value", "version", 1));
    }

    @Test
    void shouldAnswerWithSchemaVersionAndId() throws Exception {
        int id = object(register("s-value", V1)).getInteger("id");
        int second = object(register("s-value", V2_COMPATIBLE)).getInteger("id");

        HttpResponse<String> byId = get("/schemas/ids/" + id);
        assertThat(byId.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        assertThat(new JsonObject(object(byId).getString("schema"))).isEqualTo(new JsonObject(V1));
        JsonObject latest = object(get("/subjects/s-value/versions/latest"));
        assertThat(latest.getInteger("version")).isEqualTo(2);
        assertThat(latest.getInteger("id")).isEqualTo(second);
        assertThat(latest.getString("subject")).isEqualTo("s-value");
        assertThat(object(get("/subjects/s-value/versions/1")).getInteger("id")).isEqualTo(id);
        assertThat(object(get("/subjects/s-value/versions/1/schema"))).isEqualTo(new JsonObject(V1));
        assertThat(object(post("/subjects/s-value", body(V2_COMPATIBLE))).getInteger("version"))
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseASchemaThatCannotReadTheLatest() throws Exception {
        register("s-value", V1);

        HttpResponse<String> refused = register("s-value", V2_INCOMPATIBLE);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(object(refused).getInteger("error_code")).isEqualTo(409);
        assertThat(object(refused).getString("message")).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(array(get("/subjects/s-value/versions"))).containsExactly(1);
    }

    @Test
    void shouldAnswerWhetherASchemaWouldBeCompatible() throws Exception {
        register("s-value", V1);
        String path = "/compatibility/subjects/s-value/versions/latest";

        assertThat(object(post(path, body(V2_COMPATIBLE))).getBoolean("is_compatible"))
                .isTrue();
        JsonObject no = object(post(path + "?verbose=true", body(V2_INCOMPATIBLE)));
        assertThat(no.getBoolean("is_compatible")).isFalse();
        assertThat(no.getJsonArray("messages")).hasSize(1);
        assertThat(object(post("/compatibility/subjects/new-value/versions", body(V1)))
                        .getBoolean("is_compatible"))
                .isTrue();
    }

    @Test
    void shouldJudgeByTheCompatibilitySetForTheSubject() throws Exception {
        register("s-value", V1);
        assertThat(object(get("/config")).getString("compatibilityLevel")).isEqualTo("BACKWARD");
        assertError(get("/config/s-value"), 404, 40408);

        HttpResponse<String> set = put("/config/s-value", "{\"compatibility\":\"NONE\"}");

        assertThat(object(set).getString("compatibility")).isEqualTo("NONE");
        assertThat(object(get("/config/s-value")).getString("compatibilityLevel"))
                .isEqualTo("NONE");
        assertThat(register("s-value", V2_INCOMPATIBLE).statusCode()).isEqualTo(200);
        assertError(put("/config", "{\"compatibility\":\"SOMETIMES\"}"), 422, 42203);
    }

    @Test
    void shouldAnswerWithTheErrorCodesClientsTellApart() throws Exception {
        register("s-value", V1);

        assertError(get("/subjects/none/versions"), 404, 40401);
        assertError(post("/subjects/none", body(V1)), 404, 40401);
        assertError(get("/subjects/s-value/versions/7"), 404, 40402);
        assertError(post("/subjects/s-value", body(V2_COMPATIBLE)), 404, 40403);
        assertError(get("/schemas/ids/4711"), 404, 40403);
        assertError(get("/subjects/s-value/versions/first"), 422, 42202);
        assertError(register("s-value", "{\"type\":\"recrod\"}"), 422, 42201);
        assertError(post("/subjects/s-value/versions", "no json"), 422, 42201);
        assertError(get("/nowhere"), 404, 404);
    }

    @Test
    void shouldKeepIdsOverARestartOnTheSameFile() throws Exception {
        int id = object(register("s-value", V1)).getInteger("id");
        registry.close();

        registry = EmbeddedRegistry.start(vertx, directory.resolve("schemas.json"));

        assertThat(object(get("/subjects/s-value/versions/1")).getInteger("id")).isEqualTo(id);
        assertThat(object(register("s-value", V2_COMPATIBLE)).getInteger("id")).isEqualTo(id + 1);
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
    }

    private static String body(String schema) {
        return JsonObject.of("schema", schema).encode();
    }

    private static JsonObject object(HttpResponse<String> response) {
        assertThat(response.body()).startsWith("{");
        return new JsonObject(response.body());
    }

    private static Iterable<Object> array(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonArray(response.body());
    }

    private static void assertError(HttpResponse<String> response, int status, int code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(object(response).getInteger("error_code")).isEqualTo(code);
        assertThat(object(response).getString("message")).isNotBlank();
    }

    private HttpResponse<String> register(String subject, String schema) throws Exception {
        return post("/subjects/" + subject + "/versions", body(schema));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).PUT(BodyPublishers.ofString(body)));
    }

    private URI uri(String path) {
        return URI.create(registry.url() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
