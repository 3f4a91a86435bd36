package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.http.ApiCalls.Answer;
import dev.weir.view.Records;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever comes, the answer is one of those in the document, in time, and none of them is a 500. */
class MalformedRequestsIT {
    private static final List<String> OPERATIONS = ApiConformance.controlPlane().operations().stream()
            .filter(operation -> !operation.endsWith("/v1/stream"))
            .toList();

    private static final int CLOSED = 0;

    private static RunningControlPlane running;
    private static ApiCalls calls;

    @BeforeContainer
    static void start() throws Exception {
        running = RunningControlPlane.start();
        calls = new ApiCalls(running.uri());
        calls.send("PUT", "/v1/rollouts", Records.file("digits-v2", "v1.0", "v2.0"));
    }

    @AfterContainer
    static void stop() {
        running.close();
    }

    /** A request that is almost one that there is. */
    record Draft(String operation, String part, String query, String body, String type, String accept, String match) {}

    @Provide
    Arbitrary<Draft> drafts() {
        Arbitrary<String> text = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.of("digits", "digits", "nobody", "%", "/", "\u0000", "\ud800", "a".repeat(300)))
                // Segments that HTTP itself resolves before anybody sees them.
                .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."));
        Arbitrary<String> query = Arbitraries.of("limit", "cursor", "offset", "since", "until", "summary", "fresh")
                .flatMap(name -> Arbitraries.oneOf(
                                Arbitraries.strings().ofMaxLength(12),
                                Arbitraries.of(
                                        "-1", "0", "1e9", "99999999999", "NaN", "2026-13-01T00:00:00Z", "Cg", "LTEK"))
                        .map(value -> name + "=" + encoded(value)));
        Arbitrary<String> body = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(60),
                Arbitraries.of(
                        "",
                        "{}",
                        "[]",
                        "null",
                        "\"on\"",
                        "{\"reason\": 1}",
                        "{\"reason\": \"x\", \"reason\": \"y\"}",
                        "{\"on\": \"yes\", \"reason\": \"r\"}",
                        "{\"variant\": [], \"reason\": \"r\"}",
                        "[".repeat(20_000),
                        "{\"a\":".repeat(20_000),
                        "metadata: { name: r }",
                        "spec: &a [*a, *a]",
                        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
                        "metadata: { name: \"\\ud800\" }\nspec: { model: \"\\0\", baseline: a, candidate: b }",
                        "spec: { model: m, baseline: a, candidate: b, stages: [ { weight: 1e400 } ] }",
                        "spec: { stages: 7, alpha: [], timeout: -1s, guardrails: none }",
                        "? {a: b}\n: c",
                        "--- \n--- \n",
                        "!!javax.script.ScriptEngineManager []"));
        Arbitrary<String> type =
                Arbitraries.of("", "application/json", "application/yaml", "text/html", "nonsense", ";");
        Arbitrary<String> accept = Arbitraries.of("", "*/*", "application/json", "text/html", "nonsense;q=0", ",,");
        Arbitrary<String> match = Arbitraries.of("", "", "", "*", "\"a\"", "W/\"a\", \"b\"", "abc", "\"", ",");
        return net.jqwik.api.Combinators.combine(Arbitraries.of(OPERATIONS), text, query, body, type, accept, match)
                .as(Draft::new);
    }

    /** The type is what curl says of {@code --data-binary @FILE}; the server reads fields of forms up to 1 kB only. */
    @Example
    void shouldReadALongFileOfWhichNobodySaidWhatItIs() throws Exception {
        String file = Records.file("digits-v2", "v1.0", "v2.0") + "# " + "a long comment ".repeat(500) + "\n";

        Answer answer = calls.send(
                "PUT", "/v1/rollouts?dryRun=true", file, "Content-Type", "application/x-www-form-urlencoded");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Property(tries = 400)
    void shouldAnswerWhateverComesWithWhatTheDocumentPromises(@ForAll("drafts") Draft draft) throws Exception {
        String method = draft.operation.substring(0, draft.operation.indexOf(' '));
        String path = draft.operation.substring(method.length() + 1);
        Matcher parameter = Pattern.compile("\\{[a-z]+}").matcher(path);
        String asked = parameter.replaceAll(each -> Matcher.quoteReplacement(
                        each.group().equals("{model}") && draft.part.length() % 2 == 0
                                ? "digits"
                                : encoded(draft.part)))
                + "?" + draft.query;
        String[] headers = Stream.of("Content-Type", draft.type, "Accept", draft.accept, "If-Match", draft.match)
                .toArray(String[]::new);

        Answer answer = calls.send(method, asked, method.equals("GET") ? "" : draft.body, said(headers));

        assertThat(answer.status()).isNotEqualTo(500);
    }

    private static String[] said(String... headers) {
        List<String> said = new java.util.ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                said.add(headers[i]);
                said.add(headers[i + 1]);
            }
        }
        return said.toArray(String[]::new);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Example
    void shouldSayWhatIsSpokenHere() throws Exception {
        String pause = "/v1/rollouts/digits/pause";
        String why = "{\"reason\": \"lunch\"}";
        assertProblem(calls.send("POST", pause, why, "Content-Type", "text/html"), 415, "send application/json");
        assertProblem(calls.send("POST", pause, why, "Content-Type", "application/yaml"), 415, "send application/json");
        assertProblem(calls.send("PUT", "/v1/rollouts", "<a/>", "Content-Type", "text/xml"), 415, "application/yaml");
        assertProblem(calls.get("/v1/rollouts", "Accept", "text/html"), 406, "answers with application/json");
        assertProblem(calls.get("/v1/stream", "Accept", "application/json"), 406, "answers with text/event-stream");
        assertThat(calls.get("/v1/rollouts", "Accept", "text/html, application/*;q=0.5")
                        .status())
                .isEqualTo(200);
        assertThat(calls.send("PUT", "/v1/nothing", "x", "Content-Type", "text/html")
                        .status())
                .isEqualTo(404);
        assertProblem(calls.get("/v1/stream?kinds=verdict,gossip"), 400, "kinds has 'gossip' in it; there are plan");
    }

    @Example
    void shouldPointAtTheField() throws Exception {
        Answer body = calls.send("PUT", "/v1/models/digits/kill-switch", "{\"on\": \"yes\", \"reason\": \"r\"}");
        assertThat(body.body().at("/errors/0/field").textValue()).isEqualTo("/on");
        Answer query = calls.get("/v1/models/digits/verdicts?since=yesterday");
        assertThat(query.body().at("/errors/0/in").textValue()).isEqualTo("query");
        assertThat(query.body().at("/errors/0/field").textValue()).isEqualTo("since");
        Answer file = calls.send(
                "PUT", "/v1/rollouts", Records.file("digits-v9", "v1.0", "v9.0").replace("weight: 50", "wieght: 50"));
        JsonNode error = file.body().at("/errors/1");
        assertThat(error.get("field").textValue()).isEqualTo("/spec/stages/1/wieght");
        assertThat(error.get("line").intValue()).isEqualTo(9);
        assertThat(file.body().get("instance").textValue()).isEqualTo("/v1/rollouts");
        Answer broken = calls.send("POST", "/v1/rollouts/digits/pause", "{\n\"reason\": }");
        assertThat(broken.body().at("/errors/0/line").intValue()).isEqualTo(2);
    }

    /** What no client library would send. */
    @Example
    void shouldAnswerWhatIsNoRequest() throws IOException {
        assertThat(raw("GET /v1/rollouts/%zz HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(raw("GET /v1/models/%ff%fe/verdicts HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isIn(400, 404);
        assertThat(raw("GET /v1/rollouts?limit=%zz HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo(400);
        assertThat(raw("GET /v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isIn(400, 404);
        assertThat(raw("GET //v1//rollouts HTTP/1.1\r\nHost: x\r\n\r\n")).isIn(200, 404);
        assertThat(raw("nonsense\r\n\r\n")).isEqualTo(400);
        assertThat(raw("BREW /v1/rollouts HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(405);
        assertThat(raw("GET /v1/rollouts HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .isEqualTo(431);
        assertThat(raw("PUT /v1/rollouts HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n\u00ff\u00fe"))
                .isEqualTo(400);
        assertThat(raw("PUT /v1/rollouts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"))
                .isEqualTo(400);
        assertThat(raw("PUT /v1/rollouts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .isIn(400, CLOSED);
        assertThat(raw("POST /v1/rollouts/digits/pause HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\n"
                        + "Content-Length: 2\r\n\r\n{}"))
                .isIn(400, 415);
    }

    /** The status of the answer to these bytes (ISO-8859-1), or {@link #CLOSED}; either has to come within half a minute. */
    private static int raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", running.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] start = socket.getInputStream().readNBytes(12);
            return start.length < 12
                    ? CLOSED
                    : Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring(9));
        }
    }

    private static void assertProblem(Answer answer, int status, String detail) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("detail").asText()).contains(detail);
    }
}
