package dev.weir.local.broker;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The main class of the broker's own JVM: formats the storage once, then runs Kafka until told to stop.
 *
 * <p>The process ends when its standard input ends. The parent holds the other end of that pipe, and the operating
 * system closes it however the parent dies, so a broker never outlives the program that started it.
 */
final class BrokerProcess {

    /** File that Kafka leaves beside the data when it is stopped, and takes away when it starts. */
    private static final String ENDED_IN_ORDER = ".kafka_cleanshutdown";

    private BrokerProcess() {}

    /** Runs Kafka with the properties file named by the first argument; the second is the cluster id to format with. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        endWithStandardInput();
        leaveSignalsToTheParent();
        Properties properties = read(file);
        Path data = Path.of(properties.getProperty("log.dirs"));
        if (Files.exists(data.resolve("meta.properties"))) {
            if (!Files.exists(data.resolve(ENDED_IN_ORDER))) {
                endEarlierRegistration(properties);
            }
        } else {
            int status = StorageTool.execute(
                    new String[] {"format", "--cluster-id", args[1], "--config", file.toString()}, System.err);
            if (status != 0) {
                System.exit(status);
            }
        }
        Kafka.main(new String[] {file.toString()});
    }

    private static void endEarlierRegistration(Properties properties) {
        try {
            new EarlierRegistration(properties).end();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void endWithStandardInput() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever said here; only the end matters.
                        }
                    } catch (IOException brokenPipe) {
                        // As good as its end.
                    }
                    System.exit(0);
                },
                "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    /**
     * Ctrl-C, and the SIGTERM of a supervisor, reach every process of the group at once; the broker leaves them to its
     * parent, which stops its clients first. By reflection, as Kafka itself does it, because the class is not part of
     * the Java platform.
     */
    private static void leaveSignalsToTheParent() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> null);
            for (String name : new String[] {"INT", "TERM"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore);
            }
        } catch (ReflectiveOperationException noSignals) {
            System.err.println("this JVM has no signal handling; Ctrl-C and SIGTERM stop the broker directly");
        }
    }
}
