package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.AppConfigFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapServersTest {

    @Test
    void shouldPassIfOneOfThemIsThere() throws IOException {
        try (ServerSocket there = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatCode(() -> check("127.0.0.1:1, 127.0.0.1:" + there.getLocalPort()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void shouldNameEachAddressAtWhichNobodyIs() {
        assertThatThrownBy(() -> check("127.0.0.1:1,broker.invalid:9092"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(
                        "Kafka cannot be reached (127.0.0.1:1: nothing listens there, broker.invalid:9092: no such host);"
                                + " bootstrap.servers is 127.0.0.1:1,broker.invalid:9092, change it with --bootstrap-server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker", "broker:99999", "broker:999999999999", "broker:port"})
    void shouldLeaveWhatIsNoAddressToTheClient(String server) {
        assertThatCode(() -> check(server)).doesNotThrowAnyException();
    }

    private static void check(String servers) {
        BootstrapServers.check(AppConfigFile.read(null, Map.of(), Map.of("kafka.bootstrap.servers", servers)));
    }
}
