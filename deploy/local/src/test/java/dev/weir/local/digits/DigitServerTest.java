package dev.weir.local.digits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DigitServerTest {

    private static final Digits DIGITS = Digits.load();

    private static Vertx vertx;
    private static DigitModel sound;
    private static DigitServer soundServer;
    private static DigitServer brokenServer;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        List<DigitModel> models = DigitVariants.train(DIGITS);
        sound = models.get(1);
        soundServer = DigitServer.start(vertx, sound);
        brokenServer = DigitServer.start(vertx, models.get(2));
    }

    @AfterAll
    static void stop() {
        soundServer.close();
        brokenServer.close();
        vertx.close().await();
    }

    @Test
    void shouldAnswerWithWhatTheModelComputes() throws Exception {
        DigitImage image = DIGITS.heldOut().get(0).image();

        HttpResponse<String> response =
                infer(soundServer, new InferRequest("r-1", image).toJson().encode());

        DigitPrediction expected = sound.classify(image);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("id")).isEqualTo("r-1");
        assertThat(body.getString("model_name")).isEqualTo("digits");
        assertThat(body.getString("model_version")).isEqualTo("v2.0");
        assertThat(output(body, 0, "label", "BYTES").getString(0)).isEqualTo(expected.label());
        assertThat(output(body, 1, "score", "FP32").getFloat(0)).isEqualTo((float) expected.score());
    }

    @Test
    void shouldAnswer500WithTheExceptionWhenTheModelFails() throws Exception {
        DigitImage bold = DIGITS.heldOut().stream()
                .map(LabelledImage::image)
                .filter(image -> image.totalInk() >= 350)
                .findFirst()
                .orElseThrow();

        HttpResponse<String> response =
                infer(brokenServer, new InferRequest(null, bold).toJson().encode());

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(new JsonObject(response.body()).getString("error")).contains("ArrayIndexOutOfBoundsException");
    }

    @Test
    void shouldAnswer400WhenTheRequestCannotBeRead() throws Exception {
        for (String body : List.of(
                "",
                "no json",
                "[]",
                "{}",
                "{\"inputs\":[{\"name\":\"pixels\",\"datatype\":\"FP32\",\"data\":[1,2,3]}]}",
                "{\"inputs\":[{\"name\":\"cells\",\"datatype\":\"FP32\",\"data\":[]}]}")) {
            HttpResponse<String> response = infer(soundServer, body);

            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(new JsonObject(response.body()).getString("error")).startsWith("cannot read the request");
        }
    }

    @Test
    void shouldSayThatItIsReadyAndWhatItTakes() throws Exception {
        assertThat(get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/v2/models/digits/ready").statusCode()).isEqualTo(200);
        JsonObject metadata = new JsonObject(get("/v2/models/digits").body());
        assertThat(metadata.getJsonArray("inputs").getJsonObject(0).getString("name"))
                .isEqualTo("pixels");
        assertThat(get("/v2/models/letters").statusCode()).isEqualTo(404);
    }

    private static JsonArray output(JsonObject body, int index, String name, String datatype) {
        JsonObject output = body.getJsonArray("outputs").getJsonObject(index);
        assertThat(output.getString("name")).isEqualTo(name);
        assertThat(output.getString("datatype")).isEqualTo(datatype);
        assertThat(output.getJsonArray("shape")).containsExactly(1);
        return output.getJsonArray("data");
    }

    private HttpResponse<String> infer(DigitServer server, String body) throws Exception {
        URI uri = URI.create(server.url() + "/v2/models/digits/infer");
        return http.send(
                HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(soundServer.url() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
