package dev.weir.local.broker;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * What the controller still believes of a broker that was killed.
 *
 * <p>A broker that starts again in the process of its controller finds itself registered, and so the leader of everything,
 * until the session of its predecessor has expired. Meanwhile its transaction coordinator takes up the transactions that
 * were being committed, and as soon as the session expires, when nothing has a leader for a moment, it takes their
 * partitions for deleted: it skips their markers, and calls the transactions complete ({@code Couldn't find leader
 * endpoint for partitions ... these partitions are likely deleted already} in its log, Kafka 4.3). Nobody reads past what
 * they have written then, nor learns the offsets that they have committed. So the session has to be over before the broker
 * starts. That saves waiting for it, too.
 */
final class EarlierRegistration {
    private static final String SESSION_MILLIS = "200";
    private static final String HEARTBEAT_MILLIS = "100";
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private final Properties properties;

    /**
     * @param broker settings of the broker and its controller
     */
    EarlierRegistration(Properties broker) {
        properties = new Properties();
        properties.putAll(broker);
        String controller = broker.getProperty("controller.listener.names");
        for (String listener : broker.getProperty("listeners").split(",")) {
            if (listener.startsWith(controller + ":")) {
                properties.setProperty("listeners", listener);
            }
        }
        properties.remove("advertised.listeners");
        properties.setProperty("process.roles", "controller");
        properties.setProperty("broker.session.timeout.ms", SESSION_MILLIS);
        properties.setProperty("broker.heartbeat.interval.ms", HEARTBEAT_MILLIS);
    }

    /** Runs the controller alone until it has given up the broker; not for long, since there may be none. */
    void end() throws InterruptedException, JMException {
        KafkaRaftServer controller = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        controller.startup();
        try {
            long startNanos = System.nanoTime();
            while (brokers("Fenced") == 0 || brokers("Active") > 0) {
                if (System.nanoTime() - startNanos > WITHIN.toNanos()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /** By the controller's own figures, since it tells its clients of no broker. */
    private static int brokers(String state) throws JMException {
        ObjectName name = new ObjectName("kafka.controller:type=KafkaController,name=" + state + "BrokerCount");
        return (int) ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Value");
    }
}
