package dev.weir.router.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real broker in this JVM, in KRaft mode, which can be stopped and started again on the same data and port. */
public final class Broker implements AutoCloseable {

    private static final Queue<Socket> HELD = new ConcurrentLinkedQueue<>();

    private final Properties properties = new Properties();
    private final int port;
    private final Security security;
    private KafkaRaftServer server;

    /**
     * A second listener, for clients that prove who they are.
     *
     * @param protocol   SASL_PLAINTEXT, SASL_SSL or SSL
     * @param port       its port
     * @param properties of the broker, for the listener
     * @param scram      credentials kept by the cluster, as Kafka's storage tool takes them
     */
    record Security(String protocol, int port, Map<String, String> properties, List<String> scram) {}

    private Broker(Path directory, Security security) throws IOException {
        this.security = security;
        port = freePort();
        int controllerPort = freePort();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        String clients = "PLAINTEXT://127.0.0.1:" + port;
        if (security != null) {
            clients += "," + security.protocol() + "://localhost:" + security.port();
            properties.putAll(security.properties());
            properties.put(
                    "listener.security.protocol.map",
                    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT," + security.protocol() + ":" + security.protocol());
        }
        properties.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", clients);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", directory.toString());
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("auto.create.topics.enable", "false");
        // The default takes 128 MB of heap for compaction alone.
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        // A restart on the same data would else wait for the old session to end; one that is much shorter ends while a
        // busy machine gives the broker no processor.
        properties.put("broker.session.timeout.ms", "6000");
        properties.put("broker.heartbeat.interval.ms", "500");
    }

    public static Broker start(Path directory) throws Exception {
        return start(directory, null);
    }

    static Broker start(Path directory, Security security) throws Exception {
        Broker broker = new Broker(directory, security);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setScramArguments(security == null ? List.of() : security.scram())
                .run();
        broker.start();
        return broker;
    }

    public void start() {
        server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
    }

    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns the address of the second listener. */
    String securedServers() {
        return "localhost:" + security.port();
    }

    @Override
    public void close() {
        stop();
    }

    /**
     * Returns a port that is this JVM's until it ends. It stays bound, so that nobody gets it who asks for any that is free;
     * who names it may listen there all the same, as often as he likes, and meanwhile connections are refused.
     */
    static int freePort() throws IOException {
        Socket held = new Socket();
        held.setReuseAddress(true);
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        HELD.add(held);
        return held.getLocalPort();
    }
}
