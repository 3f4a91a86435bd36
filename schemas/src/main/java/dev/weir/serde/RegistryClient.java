package dev.weir.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
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

    /** Index of the address that answered last; a race between threads costs one more try, nothing else. */
    private volatile int preferred;

    RegistryClient(RegistryConfig config) {
        this.config = config;
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

    /**
     * Asks by {@link HttpURLConnection}: for a handful of questions in the life of a program it does what the newer client
     * does, without four hundred classes, two threads and the reading of all trusted certificates that the newer one costs.
     */
    private Answer once(String question, URI url, String method, String path, String body) {
        String complaint = "schema registry " + url + ": cannot " + question;
        Answer answer;
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url + path).toURL().openConnection();
            connection.setConnectTimeout((int) config.timeout().toMillis());
            connection.setReadTimeout((int) config.timeout().toMillis());
            connection.setUseCaches(false);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", CONTENT_TYPE + ", application/json");
            connection.setRequestProperty("Content-Type", CONTENT_TYPE);
            config.authorization().ifPresent(value -> connection.setRequestProperty("Authorization", value));
            answer = new Answer(url, send(connection, body), read(connection));
        } catch (IOException e) {
            throw SchemaRegistryException.unreachable(complaint + ": no answer (" + e + ")", e);
        }
        if (answer.status() != 200) {
            throw refusal(complaint, answer);
        }
        answer.json();
        return answer;
    }

    private static int send(HttpURLConnection connection, String body) throws IOException {
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        return connection.getResponseCode();
    }

    private static String read(HttpURLConnection connection) throws IOException {
        InputStream in = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (in == null) {
            return "";
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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
