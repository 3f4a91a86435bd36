package dev.weir.publish;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/** Makes producers, and tells wrong settings, which no patience mends, from a broker that is not there yet. */
final class ProducerFactory {

    private final Map<String, Object> settings;

    ProducerFactory(Map<String, Object> settings) {
        this.settings = settings;
    }

    /**
     * Returns a new producer; whether there is a broker shows later.
     *
     * @throws UnresolvedException if no name in {@code bootstrap.servers} has an address yet
     * @throws ConfigException if the settings are wrong, with the innermost reason
     */
    Producer<String, byte[]> create() {
        try {
            return new KafkaProducer<>(settings);
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException e) {
            Throwable innermost = e;
            while (innermost.getCause() != null) {
                innermost = innermost.getCause();
            }
            String reason = innermost.getMessage() == null ? innermost.toString() : innermost.getMessage();
            if (reason.startsWith("No resolvable bootstrap")) {
                throw new UnresolvedException(
                        reason + ": " + settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG), innermost);
            }
            throw new ConfigException("the Kafka producer cannot be started: " + reason);
        }
    }

    /** The broker's name has no address: it may get one, so this is worth waiting for. */
    static final class UnresolvedException extends KafkaException {

        private UnresolvedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
