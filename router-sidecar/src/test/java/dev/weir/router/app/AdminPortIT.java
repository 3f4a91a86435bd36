package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets an answer on the admin port of a whole sidecar. */
class AdminPortIT {

    private static SelfSignedCertificate server;
    private static SelfSignedCertificate client;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeCertificates() {
        server = SelfSignedCertificate.create("localhost");
        client = SelfSignedCertificate.create("someone");
    }

    @AfterAll
    static void deleteCertificates() {
        server.delete();
        client.delete();
    }

    @Test
    void shouldAskForATokenOnEveryPathButThatOfHealth() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens"), "first\n\nsecond\n");
        try (Sidecar sidecar = start("admin: { token: third, tokenFile: \"" + tokens + "\" }")) {
            HttpClient anybody = HttpClient.newHttpClient();
            assertThat(get(anybody, "http", sidecar, "/health/live", null).statusCode())
                    .isEqualTo(200);
            for (String path : new String[] {"/routes", "/metrics", "/v1/decide?model=m", "/nowhere"}) {
                HttpResponse<String> refused = get(anybody, "http", sidecar, path, null);
                assertThat(refused.statusCode()).as(path).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"weir\"");
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            }
            for (String token : new String[] {"first", "second", "third"}) {
                assertThat(get(anybody, "http", sidecar, "/routes", token).statusCode())
                        .isEqualTo(200);
            }
            assertThat(get(anybody, "http", sidecar, "/routes", "fourth")
                            .headers()
                            .firstValue("WWW-Authenticate"))
                    .hasValue("Bearer realm=\"weir\", error=\"invalid_token\"");
        }
    }

    @Test
    void shouldAnswerWhatIsMalformedWithAProblemDocument() throws Exception {
        try (Sidecar sidecar = start("admin: {}")) {
            for (String request : List.of(
                    "GET /v1/decide?model=m&unit=%zz HTTP/1.1\r\nHost: a\r\n",
                    "GET /health/live HTTP/1.1\r\n",
                    "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
                    "GET /health/live HTTP/1.1\r\nHost: %00 a\r\n")) {
                try (Socket socket = new Socket("127.0.0.1", sidecar.adminPort())) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream()
                            .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                            .as(request)
                            .startsWith("HTTP/1.1 400 ")
                            .contains("application/problem+json", "\"detail\":\"the ");
                }
            }
        }
    }

    @Test
    void shouldServeADocumentOfEveryPathAndNoOther() throws Exception {
        try (Sidecar sidecar = start("admin: {}")) {
            HttpClient anybody = HttpClient.newHttpClient();
            JsonNode document = new ObjectMapper()
                    .readTree(get(anybody, "http", sidecar, "/v1/openapi.json", null)
                            .body());
            Set<String> described = new TreeSet<>();
            document.get("paths")
                    .properties()
                    .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                        if (!method.equals("parameters")) {
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                        }
                    }));
            Set<String> there = new TreeSet<>();
            sidecar.adminPaths().forEach(path -> there.add(path.replaceAll(":([a-z]+)", "{$1}")));

            assertThat(described).isEqualTo(there);
            assertThat(get(anybody, "http", sidecar, "/v1/openapi.yaml", null).body())
                    .startsWith("openapi: 3.1.0");
        }
    }

    /** By a header as by the other, as the protocol of evaluation has both. */
    @Test
    void shouldEvaluateFlagsForWhoeverHasATokenOrAnApiKey() throws Exception {
        try (Sidecar sidecar = start("admin: { token: secret }")) {
            for (String flags : List.of("/ofrep/v1/evaluate/flags", "/ofrep/v1/evaluate/flags/m")) {
                assertThat(evaluate(sidecar, flags, "Accept", "*/*").statusCode())
                        .isEqualTo(401);
                assertThat(evaluate(sidecar, flags, "X-API-Key", "other").statusCode())
                        .isEqualTo(401);
                assertThat(evaluate(sidecar, flags, "X-API-Key", "secret").statusCode())
                        .isEqualTo(200);
                assertThat(evaluate(sidecar, flags, "Authorization", "Bearer secret")
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static HttpResponse<String> evaluate(Sidecar sidecar, String path, String header, String value)
            throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.adminPort() + path))
                                .header(header, value)
                                .POST(BodyPublishers.ofString("{\"context\": {\"targetingKey\": \"u\"}}"))
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void shouldSpeakTlsWithThoseWhoShowACertificateItKnows() throws Exception {
        try (Sidecar sidecar = start("admin: { tls: { cert: \"%s\", key: \"%s\", clientCa: \"%s\" } }"
                .formatted(server.certificatePath(), server.privateKeyPath(), client.certificatePath()))) {
            assertThat(get(tls(client), "https", sidecar, "/routes", null).statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> get(tls(null), "https", sidecar, "/routes", null))
                    .isInstanceOfAny(SSLException.class, java.io.IOException.class);
        }
    }

    @Test
    void shouldRefuseToStartWithFilesThatCannotBeUsed() {
        assertThatThrownBy(() -> start("admin: { tls: { cert: \"%s\", key: \"%s\" } }"
                        .formatted(server.certificatePath(), client.privateKeyPath())))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageStartingWith("admin.tls: ")
                .hasMessageContaining("is not the key of the first certificate");
        assertThatThrownBy(() -> start("admin: { tokenFile: none }"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageStartingWith("admin.tokenFile cannot be read: ");
    }

    private Sidecar start(String admin) {
        return Sidecar.start(SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: localhost, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                %s
                kafka: { bootstrap.servers: "127.0.0.1:1" }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models: { m: { variants: { v1: "http://127.0.0.1:1" } } }
                """
                        .formatted(directory.resolve("state"), admin),
                "test.yaml"));
    }

    private static HttpResponse<String> get(
            HttpClient client, String scheme, Sidecar sidecar, String path, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + sidecar.adminPort() + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpClient tls(SelfSignedCertificate own) throws Exception {
        KeyStore trusted = store();
        trusted.setCertificateEntry("server", certificate(server));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore shown = store();
        if (own != null) {
            shown.setKeyEntry("own", key(own), new char[0], new Certificate[] {certificate(own)});
        }
        keys.init(shown, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static KeyStore store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        return store;
    }

    private static Certificate certificate(SelfSignedCertificate of) throws Exception {
        try (InputStream pem = new FileInputStream(of.certificatePath())) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static PrivateKey key(SelfSignedCertificate of) throws Exception {
        String pem = Files.readString(Path.of(of.privateKeyPath())).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }
}
