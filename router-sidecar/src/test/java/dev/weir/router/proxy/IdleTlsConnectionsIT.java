package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.http.ServerTls;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections by TLS on which nothing goes on, or only seems to. */
class IdleTlsConnectionsIT {

    private static final long IDLE_MILLIS = 1_000;
    private static final String BEGINNING = "POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nX-Slow: ";

    private final SelfSignedCertificate shown = SelfSignedCertificate.create("localhost");
    private final RunningProxy proxy = new RunningProxy(Duration.ofMillis(IDLE_MILLIS));

    @BeforeEach
    void serve() {
        proxy.serve(
                Duration.ofSeconds(10),
                new ServerTls(Path.of(shown.certificatePath()), Path.of(shown.privateKeyPath()), null),
                ModelBuilder.model("m")
                        .variant("v1", proxy.upstream(request -> request.response()
                                .end("{}")))
                        .build());
    }

    @AfterEach
    void stop() {
        proxy.awaitIdle();
        proxy.close();
        shown.delete();
    }

    /** 22 3 1 is how a ClientHello begins. */
    @ParameterizedTest
    @CsvSource({"''", "'\u0016'", "'\u0016\u0003\u0001\u0002\u0000\u0001'"})
    void shouldCloseAConnectionThatNeverComesToTheEndOfItsHandshake(String beginning) throws Exception {
        long before = System.nanoTime();
        try (Socket client = new Socket("127.0.0.1", proxy.port())) {
            client.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(closedAfterMillis(client, before)).isBetween(IDLE_MILLIS - 100, 8 * IDLE_MILLIS);
        }
    }

    @ParameterizedTest
    @CsvSource({"http/1.1, ''", "http/1.1, P", "h2, ''", "h2, PRI", "none, ''", "none, P"})
    void shouldCloseAConnectionOnWhichNothingComesAfterTheHandshake(String protocol, String beginning)
            throws Exception {
        try (SSLSocket client = connected(protocol)) {
            long opened = System.nanoTime();
            say(client, beginning);
            assertThat(closedAfterMillis(client, opened)).isLessThan(8 * IDLE_MILLIS);
        }
    }

    /** Each byte comes well within the time, and the head never. */
    @ParameterizedTest
    @CsvSource({"http/1.1", "none"})
    void shouldCloseAConnectionWhoseHeadComesByteByByte(String protocol) throws Exception {
        try (SSLSocket client = connected(protocol)) {
            long opened = System.nanoTime();
            say(client, BEGINNING);
            long drip = proxy.vertx.setPeriodic(20, due -> say(client, "x"));
            assertThat(closedAfterMillis(client, opened)).isLessThan(8 * IDLE_MILLIS);
            proxy.vertx.cancelTimer(drip);
        }
    }

    @Test
    void shouldServeARequestOnAConnectionThatWaitedForLessThanTheTime() throws Exception {
        try (SSLSocket client = connected("http/1.1")) {
            client.getOutputStream()
                    .write("POST /v2/models/m/infer HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] status = client.getInputStream().readNBytes(15);
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    /** Connects until a handshake is over in time: the first in a JVM may take a busy machine longer than is allowed. */
    private SSLSocket connected(String protocol) {
        return await().ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> handshaken(protocol), Objects::nonNull);
    }

    private SSLSocket handshaken(String protocol) throws Exception {
        SSLSocket client = (SSLSocket) trustingAll().getSocketFactory().createSocket("127.0.0.1", proxy.port());
        if (!protocol.equals("none")) {
            SSLParameters parameters = client.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {protocol});
            client.setSSLParameters(parameters);
        }
        client.startHandshake();
        return client;
    }

    private static long closedAfterMillis(Socket client, long openedNanos) throws IOException {
        client.setSoTimeout((int) (9 * IDLE_MILLIS));
        InputStream in = client.getInputStream();
        try {
            while (in.read() >= 0) {
                // What HTTP/2 says by itself, or a refusal.
                continue;
            }
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Reset instead of ended, because bytes were still on their way.
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos);
    }

    private static void say(SSLSocket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Closed by the proxy, which is what is waited for.
            return;
        }
    }

    private static SSLContext trustingAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                new SecureRandom());
        return context;
    }
}
