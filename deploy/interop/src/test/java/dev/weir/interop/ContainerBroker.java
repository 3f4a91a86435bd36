package dev.weir.interop;

import dev.weir.local.broker.HeldPort;
import dev.weir.local.streams.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Apache Kafka's own image in a container, or the one that {@code deploy/interop/kafka-image} makes under its name. */
public final class ContainerBroker implements TestBroker.Provider {
    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final String WHAT = "the streams application on a broker in a container";
    private static final int CLIENT_PORT = 9092;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

    /** Made by the service loader. */
    public ContainerBroker() {}

    @Override
    public TestBroker start(Path directory) {
        EngineImages.missing(IMAGE).ifPresent(reason -> {
            throw Missing.skip(WHAT, reason);
        });
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw Missing.skip(
                    WHAT,
                    "no Docker engine answers; start one (docker info) and, where it cannot pull " + IMAGE
                            + ", make that image with deploy/interop/kafka-image");
        }
        KafkaContainer container = new KafkaContainer(DockerImageName.parse(IMAGE));
        HeldPort port = hold();
        // The port must be the same after a restart.
        container.setPortBindings(List.of(port.number() + ":" + CLIENT_PORT));
        Running running = new Running(container, port);
        try {
            container.start();
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        return running;
    }

    private static HeldPort hold() {
        try {
            return HeldPort.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Running(KafkaContainer container, HeldPort port) implements TestBroker {
        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void kill() {
            container
                    .getDockerClient()
                    .killContainerCmd(container.getContainerId())
                    .exec();
        }

        @Override
        public void restart() {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
                Awaitility.await("the broker answers again")
                        .atMost(ANSWERS_WITHIN)
                        .until(() -> answers(admin));
            }
        }

        private static boolean answers(Admin admin) throws InterruptedException {
            try {
                return !admin.describeCluster().nodes().get().isEmpty();
            } catch (ExecutionException notYet) {
                return false;
            }
        }

        @Override
        public void close() {
            container.stop();
            try {
                port.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
