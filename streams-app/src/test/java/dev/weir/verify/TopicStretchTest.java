package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicStretchTest {
    @Test
    void shouldLeaveNoConsumerBehindWhenTheTopicCannotBeDescribed() throws Exception {
        try (Socket held = new Socket()) {
            // Bound without listening: connections are refused, and nobody else is given the port.
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Map<String, Object> client = Map.of(
                    "bootstrap.servers",
                    "127.0.0.1:" + held.getLocalPort(),
                    "client.id",
                    "stretch-that-fails",
                    "default.api.timeout.ms",
                    300,
                    "request.timeout.ms",
                    200);

            assertThatThrownBy(() -> new TopicStretch(client, "weir.decisions")).isInstanceOf(TimeoutException.class);
        }
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("kafka.consumer:client-id=stretch-that-fails,*"), null))
                .isEmpty();
    }
}
