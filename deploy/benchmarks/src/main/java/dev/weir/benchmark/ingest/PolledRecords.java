package dev.weir.benchmark.ingest;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Counts what the consumers of this process have polled of some topics, by their own metrics, so that all kinds of readers
 * are counted alike. Consumers without a group's work, which read a log back, do not count.
 */
final class PolledRecords {
    private static final String METRICS = "kafka.consumer:type=consumer-fetch-manager-metrics,topic=%s,*";
    private static final String POLLED = "records-consumed-total";

    /** How the client ids of consumers end that do a group's work: those of Kafka Streams, and those of a poll loop. */
    private static final String MAIN = "-consumer";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> patterns;

    PolledRecords(List<String> topics) throws MalformedObjectNameException {
        List<ObjectName> names = new ArrayList<>();
        for (String topic : topics) {
            names.add(new ObjectName(METRICS.formatted(topic)));
        }
        this.patterns = List.copyOf(names);
    }

    /** Returns how many records have been polled so far. */
    long count() throws JMException {
        long sum = 0;
        for (ObjectName pattern : patterns) {
            Set<ObjectName> names = server.queryNames(pattern, null);
            for (ObjectName name : names) {
                if (name.getKeyProperty("client-id").endsWith(MAIN) && name.getKeyProperty("partition") == null) {
                    sum += polled(name);
                }
            }
        }
        return sum;
    }

    private long polled(ObjectName name) throws JMException {
        try {
            return ((Double) server.getAttribute(name, POLLED)).longValue();
        } catch (AttributeNotFoundException | InstanceNotFoundException notYet) {
            return 0;
        }
    }
}
