package dev.weir.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.config.NotifyChannel;
import dev.weir.config.NotifyChannel.Least;
import dev.weir.config.NotifyChannel.Type;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel is tried before it is needed. */
class RehearsalTest {
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/gone") ? 410 : 202, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldSayWhetherAChannelTookIt() throws InterruptedException {
        assertThat(Rehearsal.of(channel(Type.WEBHOOK, "/hook"))).isNull();
        assertThat(Rehearsal.of(channel(Type.SLACK, "/slack"))).isNull();
        assertThat(Rehearsal.of(channel(Type.WEBHOOK, "/gone"))).isEqualTo("status 410");
        assertThat(bodies.get(0)).contains("NOTIFY_TEST");
    }

    @Test
    void shouldLeaveNoIncidentOpen() throws InterruptedException {
        assertThat(Rehearsal.of(channel(Type.PAGERDUTY, "/page"))).isNull();
        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(0)).contains("\"event_action\":\"trigger\"");
        assertThat(bodies.get(1)).contains("\"event_action\":\"resolve\"");
    }

    private NotifyChannel channel(Type type, String path) {
        return new NotifyChannel(
                "tried",
                type,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                "key",
                Map.of(),
                Least.INFO,
                List.of(),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1));
    }
}
