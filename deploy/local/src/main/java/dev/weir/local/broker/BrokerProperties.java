package dev.weir.local.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The settings of a one-node KRaft broker on the loopback interface.
 *
 * @param directory where the settings, the data and the log of the broker live
 * @param broker port for clients
 * @param controller port of the controller in the same process
 */
record BrokerProperties(Path directory, HeldPort broker, HeldPort controller) implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    /** Settings with two ports that are kept for the broker until they are closed, over kills and restarts. */
    static BrokerProperties withFreePorts(Path directory) {
        try {
            return new BrokerProperties(directory, HeldPort.take(), HeldPort.take());
        } catch (IOException e) {
            throw new BrokerFailure("no free port on " + HOST + " for the embedded broker", e);
        }
    }

    String bootstrapServers() {
        return HOST + ":" + broker.number();
    }

    @Override
    public void close() {
        try {
            broker.close();
            controller.close();
        } catch (IOException e) {
            throw new BrokerFailure("cannot give back the ports of " + bootstrapServers(), e);
        }
    }

    Path file() {
        return directory.resolve("broker.properties");
    }

    Path log() {
        return directory.resolve("broker.log");
    }

    void write() {
        try {
            Files.createDirectories(directory);
            try (var writer = Files.newBufferedWriter(file())) {
                properties().store(writer, null);
            }
        } catch (IOException e) {
            throw new BrokerFailure("cannot write " + file() + "; give a directory that can be written to", e);
        }
    }

    private Properties properties() {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@" + HOST + ":" + controller.number());
        p.setProperty(
                "listeners", "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://" + HOST + ":" + controller.number());
        p.setProperty("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("log.dirs", directory.resolve("data").toString());

        // One node: everything that is replicated by default has one copy.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.setProperty(topic + ".replication.factor", "1");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("offsets.topic.num.partitions", "1");
        p.setProperty("transaction.state.log.num.partitions", "1");
        // A transaction begins while the markers of the one before are still being written, for a millisecond or two;
        // by
        // default its first records then wait for 20.
        p.setProperty("add.partitions.to.txn.retry.backoff.ms", "1");

        // Small and quick: no wait for further group members, back within seconds after a kill. A broker that gets no
        // processor for half of its session misses a heartbeat, for all of it takes itself out of its own cluster, and
        // then has no leader for anything; at 2 s that happened on machines with much to do.
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("broker.session.timeout.ms", "6000");
        p.setProperty("broker.heartbeat.interval.ms", "500");
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "2");
        // The default of 128 MiB alone would fill the heap of this process.
        p.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        return p;
    }
}
