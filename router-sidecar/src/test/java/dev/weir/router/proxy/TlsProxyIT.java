package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.http.ClientTls;
import dev.weir.router.http.ServerTls;
import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.report.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS on both sides: what the proxy shows to users, and whom it trusts upstream. */
class TlsProxyIT {

    private final SelfSignedCertificate shown = SelfSignedCertificate.create("localhost");
    private final SelfSignedCertificate upstream = SelfSignedCertificate.create("localhost");
    private final RunningProxy proxy = new RunningProxy();
    private final List<HttpServerRequest> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        proxy.awaitIdle();
        proxy.close();
        shown.delete();
        upstream.delete();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void shouldSpeakTlsToUsersAndToVariantsOverBothVersions(HttpVersion version) throws Exception {
        serve(new ClientTls(Path.of(upstream.certificatePath()), null, null, null), version == HttpVersion.HTTP_2);
        HttpClient client = proxy.vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustOptions(new PemTrustOptions().addCertPath(shown.certificatePath())));
        HttpClientResponse answer =
                RunningProxy.get(client.request(HttpMethod.POST, proxy.port(), "localhost", "/v2/models/m/infer")
                        .compose(request -> request.send(Buffer.buffer("{}"))));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(seen.get(0).isSSL()).isTrue();
        assertThat(seen.get(0).version()).isEqualTo(version);
        assertThat(seen.get(0).getHeader("X-Forwarded-Proto")).isEqualTo("https");
    }

    @Test
    void shouldNotSendARequestToAVariantItDoesNotTrust() throws Exception {
        serve(ClientTls.DEFAULT, false);
        HttpClient client = proxy.vertx.createHttpClient(
                new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));
        HttpClientResponse answer =
                RunningProxy.get(client.request(HttpMethod.POST, proxy.port(), "localhost", "/v2/models/m/infer")
                        .compose(request -> request.send(Buffer.buffer("{}"))));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(seen).isEmpty();
        await().untilAsserted(() ->
                assertThat(proxy.calls).extracting(Call::errorCode).containsExactly("Tls"));
    }

    @Test
    void shouldRefuseTwoFramingsOverTlsToo() throws Exception {
        serve(ClientTls.DEFAULT, false);
        CompletableFuture<String> answer = new CompletableFuture<>();
        proxy.vertx
                .createNetClient(
                        new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""))
                .connect(proxy.port(), "localhost")
                .onSuccess(socket -> {
                    socket.handler(bytes -> answer.complete(bytes.toString()));
                    socket.write("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
                })
                .onFailure(answer::completeExceptionally);
        assertThat(answer.get(30, TimeUnit.SECONDS)).startsWith("HTTP/1.1 400 ");
        assertThat(seen).isEmpty();
    }

    private void serve(ClientTls trust, boolean http2) {
        HttpServer variant = RunningProxy.get(proxy.vertx
                .createHttpServer(new HttpServerOptions()
                        .setHost("localhost")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(upstream.keyCertOptions()))
                .requestHandler(request -> {
                    seen.add(request);
                    request.response().end("{}");
                })
                .listen());
        proxy.serve(
                Duration.ofSeconds(10),
                new ServerTls(Path.of(shown.certificatePath()), Path.of(shown.privateKeyPath()), null),
                ModelBuilder.model("m")
                        .variant(
                                "v1",
                                new VariantAddress(
                                        URI.create("https://localhost:" + variant.actualPort()),
                                        null,
                                        null,
                                        http2,
                                        null,
                                        trust))
                        .build());
    }
}
