package dev.weir.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three questions a serde has for a schema registry, over Confluent's REST API; keeps no answers.
 *
 * <p>A question goes to the address that answered last; on a connection error, a time-out or HTTP 408, 429 or 5xx to the
 * next. After a whole round of failures it pauses (100 ms, doubled up to 2 s) and starts another, as often as
 * {@code weir.registry.retries} says. Any other answer is final.
 */
final class RegistryClient {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int BODY_SHOWN = 300;

    private final RegistryConfig config;
    private final HttpClient http;

    /** Index of the address that answered last; a race between threads costs one more try, nothing else. */
    private volatile int preferred;

    RegistryClient(RegistryConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(config.timeout())
                .build();
    }

    /**
     * Returns the id of a schema in a subject: registers it, or with {@code auto.register.schemas=false} looks it up.
     *
     * @throws SchemaRegistryException if there is no registry or it says no
     */
    int idOf(String subject, String schemaText) {
        String path = "/subjects/"
                + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
        String body =
                JsonNodeFactory.instance.objectNode().put("schema", schemaText).toString();
        return config.autoRegister()
                ? idIn(ask("register the schema of subject " + subject, "POST", path + "/versions", body))
                : idIn(ask("look up the schema of subject " + subject, "POST", path, body));
    }

    /**
     * Returns the registry's answer about a schema id: {@code schema}, and where they apply {@code schemaType} and
     * {@code references}.
     *
     * @throws SchemaRegistryException if there is no registry or it says no
     */
    JsonNode schemaOf(int id) {
        return ask("fetch schema id " + id, "GET", "/schemas/ids/" + id, null).json();
    }

    private static int idIn(Answer answer) {
        JsonNode id = answer.json().path("id");
        if (!id.canConvertToInt() || !id.isIntegralNumber()) {
            throw SchemaRegistryException.unreadable(
                    "schema registry " + answer.url() + " cannot be understood: no \"id\" in " + answer.shortBody(),
                    answer.status(),
                    null);
        }
        return id.intValue();
    }

    private Answer ask(String question, String method, String path, String body) {
        SchemaRegistryException last = null;
        Duration pause = FIRST_PAUSE;
        for (int round = 0; round <= config.retries(); round++) {
            if (round > 0) {
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            List<URI> urls = config.urls();
            int first = preferred;
            for (int i = 0; i < urls.size(); i++) {
                int index = (first + i) % urls.size();
                try {
                    Answer answer = once(question, urls.get(index), method, path, body);
                    prefer(index);
                    return answer;
                } catch (SchemaRegistryException e) {
                    if (!e.isRetriable()) {
                        throw e;
                    }
                    last = e;
                }
            }
        }
        throw last;
    }

    private void prefer(int index) {
        if (preferred != index) {
            LOG.info("event=registry-changed url={}", config.urls().get(index));
            preferred = index;
        }
    }

    private Answer once(String question, URI url, String method, String path, String body) {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(config.timeout())
                .header("Accept", CONTENT_TYPE + ", application/json")
                .header("Content-Type", CONTENT_TYPE)
                .method(method, publisher);
        config.authorization().ifPresent(value -> request.header("Authorization", value));
        String complaint = "schema registry " + url + ": cannot " + question;
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (IOException e) {
            throw SchemaRegistryException.unreachable(complaint + ": no answer (" + e + ")", e);
        }
        Answer answer = new Answer(url, response.statusCode(), response.body());
        if (response.statusCode() != 200) {
            throw refusal(complaint, answer);
        }
        answer.json();
        return answer;
    }

    private static SchemaRegistryException refusal(String complaint, Answer answer) {
        boolean retriable = answer.status() >= 500 || answer.status() == 429 || answer.status() == 408;
        int errorCode;
        try {
            errorCode = answer.json().path("error_code").asInt(-1);
        } catch (SchemaRegistryException e) {
            errorCode = -1; // a proxy in front of the registry answers in its own words; the body is in the message
        }
        return SchemaRegistryException.answered(
                complaint + ": HTTP " + answer.status() + " " + answer.shortBody(),
                retriable,
                answer.status(),
                errorCode);
    }

    private static void sleep(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private record Answer(URI url, int status, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw SchemaRegistryException.unreadable(
                        "schema registry " + url + " cannot be understood: HTTP " + status + " " + shortBody(),
                        status,
                        e);
            }
        }

        String shortBody() {
            String line = body.replaceAll("\\s+", " ").trim();
            return line.length() <= BODY_SHOWN ? line : line.substring(0, BODY_SHOWN) + "...";
        }
    }
}
