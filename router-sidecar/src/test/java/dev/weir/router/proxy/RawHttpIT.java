package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte: what is refused, and what is passed on with which headers. */
class RawHttpIT {

    private static final String POST = "POST /v2/models/m/infer HTTP/1.1\r\nHost: weir.test\r\n";

    private final RunningProxy proxy = new RunningProxy();
    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        URI upstream = proxy.upstream(request -> {
            seen.add(request);
            if (request.method().equals(HttpMethod.HEAD)) {
                request.response().putHeader("Content-Length", "1234").end();
                return;
            }
            request.body().onSuccess(body -> {
                bodies.add(body.toString());
                request.response().putHeader("Content-Type", "application/json").end("{}");
            });
        });
        proxy.serve(ModelBuilder.model("m").variant("v1", upstream).build());
        client = new RawClient(proxy.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        proxy.awaitIdle();
        proxy.close();
    }

    /** Whatever could be read as two requests by one server and as one by another (RFC 9112, 11.2). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v2/models/m/ready HTTP/1.1\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /v2/models/m/ready HTTP/1.1\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                "Content-Length: 2, 3\r\n\r\n{} ",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 2, 2\r\n\r\n{}",
                "Content-Length: 2\r\nX-Header: a\r\n b\r\n\r\n{}",
                "X-Header: a\r\n\tTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
                " Content-Length: 2\r\n\r\n{}",
                "Content-Length: 2\r\n \r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: 0x2\r\n\r\n{}",
                "Content-Length: -1\r\n\r\n{}",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\nGET /v2/models/m/ready HTTP/1.1\r\nHost: a\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Host: other\r\nContent-Length: 2\r\n\r\n{}",
                "X-Header\r\nContent-Length: 2\r\n\r\n{}",
                ": x\r\nContent-Length: 2\r\n\r\n{}",
                "X-Hea der: 1\r\nContent-Length: 2\r\n\r\n{}",
                "X-Header: a\u0000b\r\nContent-Length: 2\r\n\r\n{}",
            })
    void shouldRefuseWhatCouldBeReadInTwoWays(String rest) throws Exception {
        RawClient.Answer answer = client.send(POST + rest).answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "%00 a", "a:99999", "a/b", "user@a", "[::1", "http://a"})
    void shouldRefuseAHostThatIsNone(String host) throws Exception {
        RawClient.Answer answer = client.send(
                        "POST /v2/models/m/infer HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 2\r\n\r\n{}")
                .answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("the Host header names no host; write NAME or NAME:PORT");
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.2, 505", "HTTP/2.0, 505", "HTTP/3.0, 505", "HTTP/1.1x, 400", "HTXP/1.1, 400"})
    void shouldSayWhichVersionsItSpeaks(String version, int status) throws Exception {
        RawClient.Answer answer = client.send(
                        "POST /v2/models/m/infer " + version + "\r\nHost: weir.test\r\nContent-Length: 2\r\n\r\n{}")
                .answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(seen).isEmpty();
    }

    /** By whichever word of whichever line (RFC 9112, 9.6). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "close",
                "X-Hop, close",
                "close, X-Hop",
                "keep-alive, close",
                "X-Hop\r\nConnection: close",
                "keep-alive,X-Hop\r\nConnection: X-Other , Close",
            })
    void shouldCloseTheConnectionForWhoeverAsksForIt(String connection) throws Exception {
        client.send(POST + "Connection: " + connection + "\r\nX-Hop: 1\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(seen.get(0).getHeader("Connection")).isNull();
        assertThat(seen.get(0).getHeader("X-Hop")).isEqualTo(connection.contains("X-Hop") ? null : "1");
    }

    /** A byte at a time, so that the line break and the space that follows it never come together. */
    @Test
    void shouldRefuseAFoldedHeaderHoweverItIsCut() throws Exception {
        for (byte next : (POST + "X-Header: a\r\n b\r\nContent-Length: 2\r\n\r\n{}").getBytes()) {
            try {
                client.send(new byte[] {next});
            } catch (SocketException e) {
                // Refused already.
                break;
            }
        }
        assertThat(client.answer().status()).isEqualTo(400);
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldTakeABodyWhoseLinesBeginWithSpaces() throws Exception {
        String body = "{\n  \"inputs\": [],\n\t\"id\": \"1\"\n}";
        for (int i = 0; i < 3; i++) {
            client.send(POST + "Content-Length: " + body.length() + "\r\n\r\n");
            for (String line : body.split("(?<=\n)")) {
                client.send(line);
            }
            assertThat(client.answer().status()).isEqualTo(200);
        }
        String pipelined = POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        client.send(pipelined + pipelined);
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(bodies).hasSize(5).containsOnly(body);
    }

    @Test
    void shouldRefuseSmugglingInALaterRequestOfAConnectionToo() throws Exception {
        assertThat(client.send(POST + "Content-Length: 2\r\n\r\n{}").answer().status())
                .isEqualTo(200);
        assertThat(client.send(POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(400);
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v2/models/../../admin HTTP/1.1, 400",
        "GET /v2/models/%2e%2e/admin HTTP/1.1, 400",
        "GET /v2/models/m/.%2E/x HTTP/1.1, 400",
        "GET * HTTP/1.1, 400",
        "CONNECT m:80 HTTP/1.1, 405",
        "TRACE /v2/models/m HTTP/1.1, 405",
        "GET /v2/models/none/ready HTTP/1.1, 404",
        "GET /elsewhere HTTP/1.1, 404",
        "GET /v2/models/m/ready HTTP/9.9, 505",
        "GARBAGE, 400",
    })
    void shouldSayWhyARequestIsRefused(String line, int status) throws Exception {
        RawClient.Answer answer = client.send(line + "\r\nHost: a\r\n\r\n").answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(seen).isEmpty();
    }

    /** What is one field of HTTP/2 could be two lines of HTTP/1.1, and a path could be two requests. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-a            | b\\r\\nX-Forged: 1          | /v2/models/m/infer",
                "x-a\\r\\nx-b   | c                         | /v2/models/m/infer",
                "x-a\\u0000    | c                         | /v2/models/m/infer",
                "content-length | 2\\r\\n                   | /v2/models/m/infer",
                "x-a            | b                         | /v2/models/m/infer HTTP/1.1\\r\\nX-Forged: 1\\r\\n\\r\\n",
            })
    void shouldLetNoFieldOfHttp2EndALine(String name, String value, String path) throws Exception {
        client.send(new Http2Bytes()
                .header(":method", "POST")
                .header(":scheme", "http")
                .header(":path", unescaped(path))
                .header(":authority", "a")
                .header(unescaped(name), unescaped(value))
                .request("{}".getBytes()));
        client.closeOutput();
        client.readToEnd();
        proxy.awaitIdle();
        assertThat(seen).isEmpty();
    }

    /** Others may have requests on the same connection, as behind a gateway. */
    @ParameterizedTest
    @CsvSource({
        ":authority, %00",
        ":authority, %zz%",
        ":authority, a b",
        ":authority, a:99999",
        "host, %00",
        "host, b:x",
    })
    void shouldRefuseARequestOfHttp2ThatNamesNoHostAndAnswerTheNextOnItsConnection(String name, String host)
            throws Exception {
        Http2Bytes bad = http2Head().header(name, host);
        Http2Bytes good = http2Head().header(":authority", "a");
        client.send(Http2Bytes.requests(List.of(bad, good)));
        assertThat(Http2Bytes.statuses(client, 2)).isEqualTo(Map.of(1, 400, 3, 200));
        assertThat(seen).hasSize(1);
    }

    private static Http2Bytes http2Head() {
        return new Http2Bytes()
                .header(":method", "GET")
                .header(":scheme", "http")
                .header(":path", "/v2/models/m/ready");
    }

    @Test
    void shouldRefuseAHeadThatIsTooLarge() throws Exception {
        assertThat(client.send(POST + "X-Large: " + "x".repeat(40_000) + "\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(431);
        try (RawClient other = new RawClient(proxy.port())) {
            assertThat(other.send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(414);
        }
    }

    @Test
    void shouldPassOnNoHeaderOfOneConnection() throws Exception {
        client.send(POST
                        + "Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
                        + "Trailer: X-T\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
                        + "Proxy-Authorization: secret\r\nProxy-Connection: keep-alive\r\n"
                        + "X-Kept: 2\r\nX-Forwarded-For: 10.0.0.1\r\nCookie: a=1\r\nCookie: b=2\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-T: 1\r\n\r\n")
                .answer();
        HttpServerRequest request = seen.get(0);
        assertThat(request.headers().names())
                .doesNotContain(
                        "Connection",
                        "X-Mine",
                        "Keep-Alive",
                        "TE",
                        "Trailer",
                        "Upgrade",
                        "HTTP2-Settings",
                        "Proxy-Authorization",
                        "Proxy-Connection",
                        "Transfer-Encoding");
        assertThat(request.getHeader("X-Kept")).isEqualTo("2");
        assertThat(request.getHeader("Cookie")).isEqualTo("a=1; b=2");
        assertThat(request.getHeader("X-Forwarded-For")).isEqualTo("10.0.0.1, 127.0.0.1");
        assertThat(request.getHeader("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.getHeader("X-Forwarded-Host")).isEqualTo("weir.test");
        assertThat(request.getHeader("Via")).isEqualTo("1.1 weir");
        assertThat(request.getHeader("Host")).doesNotContain("weir.test");
        assertThat(bodies).containsExactly("{}");
    }

    @Test
    void shouldGiveLeaveToSendABodyOnlyWhereThereIsAModelForIt() throws Exception {
        client.send(POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(client.head().status()).isEqualTo(100);
        assertThat(client.send("{}").answer().status()).isEqualTo(200);
        assertThat(seen.get(0).getHeader("Expect")).isNull();
        client.send(POST.replace("/m/", "/none/") + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(404);
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void shouldAnswerHeadWithTheLengthAndNoBody() throws Exception {
        RawClient.Answer answer =
                client.send("HEAD /v2/models/m HTTP/1.1\r\nHost: a\r\n\r\n").head();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("1234");
        assertThat(client.send(POST + "Content-Length: 2\r\n\r\n{}").answer().body())
                .isEqualTo("{}");
    }

    @Test
    void shouldTakeSeveralRequestsAtOnceAndAnswerInTheirOrder() throws Exception {
        client.send((POST + "X-Request-Id: 1\r\nContent-Length: 2\r\n\r\n{}")
                + (POST + "X-Request-Id: 2\r\nContent-Length: 2\r\n\r\n{}"));
        assertThat(client.answer().header("X-Request-Id")).isEqualTo("1");
        assertThat(client.answer().header("X-Request-Id")).isEqualTo("2");
    }

    @Test
    void shouldSayThatItPassesOnNoWebSockets() throws Exception {
        RawClient.Answer answer = client.send("GET /v2/models/m/ready HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .answer();
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body()).contains("the sidecar passes on no WebSockets; ask by HTTP");
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldSpeakHttp10AndCloseWhereItWasNotAskedToKeep() throws Exception {
        RawClient.Answer answer = client.send("POST /v2/models/m/infer HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}")
                .answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void shouldTakeTheWholeAddressOfARequest() throws Exception {
        assertThat(client.send("POST http://weir.test/v2/models/m/infer?a=1 HTTP/1.1\r\nHost: weir.test\r\n"
                                + "Content-Length: 2\r\n\r\n{}")
                        .answer()
                        .status())
                .isEqualTo(200);
        assertThat(seen.get(0).uri()).isEqualTo("/v2/models/m/infer?a=1");
    }

    @Test
    void shouldNotTakeOverAnIdThatIsNone() throws Exception {
        String longId = "x".repeat(201);
        for (String id : List.of("", " ", "a b", "\u00e9", longId)) {
            RawClient.Answer answer = client.send(POST + "X-Request-Id: " + id + "\r\nContent-Length: 2\r\n\r\n{}")
                    .answer();
            assertThat(answer.header("X-Request-Id")).hasSize(36).isNotEqualTo(id);
        }
        assertThat(client.send(POST + "X-Request-Id: ok-1\r\nContent-Length: 2\r\n\r\n{}")
                        .answer()
                        .header("X-Request-Id"))
                .isEqualTo("ok-1");
    }

    @Test
    void shouldForgetARequestWhoseBodyNeverCame() throws Exception {
        try (RawClient leaving = new RawClient(proxy.port())) {
            leaving.send(POST + "Content-Length: 100\r\n\r\n{}");
            await().untilAsserted(() ->
                    assertThat(proxy.gauge("weir.router.requests.in.flight")).isEqualTo(1));
        }
        proxy.awaitIdle();
        assertThat(seen).isEmpty();
        assertThat(proxy.calls).isEmpty();
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\u0000", "\u0000");
    }
}
