package dev.weir.local.streams;

import dev.weir.local.broker.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * The broker under a test that is worth running on more than one: the embedded run's, or that of the provider that the
 * class path names, such as one in a container.
 */
public interface TestBroker extends AutoCloseable {

    /** Starts a broker; may skip the test where it cannot. */
    interface Provider {
        /** Starts one that may keep its files below a directory. */
        TestBroker start(Path directory);
    }

    /** Starts the broker that this build tests with. */
    static TestBroker start(Path directory) {
        return ServiceLoader.load(Provider.class)
                .findFirst()
                .map(provider -> provider.start(directory))
                .orElseGet(() -> embedded(EmbeddedKafka.start(directory)));
    }

    private static TestBroker embedded(EmbeddedKafka kafka) {
        return new TestBroker() {
            @Override
            public String bootstrapServers() {
                return kafka.bootstrapServers();
            }

            @Override
            public void kill() {
                kafka.kill();
            }

            @Override
            public void restart() {
                kafka.restart();
            }

            @Override
            public void close() {
                kafka.close();
            }
        };
    }

    /** Address for {@code bootstrap.servers}, the same over a kill and a restart. */
    String bootstrapServers();

    /** Ends it as a power cut would. */
    void kill();

    /** Starts it again on the same address and data, and waits until it answers. */
    void restart();

    @Override
    void close();
}
