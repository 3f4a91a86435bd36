package dev.weir.local.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that starts a broker, says its process id and waits to be killed. */
final class BrokerOwner {

    static final String PID = "broker pid ";

    private BrokerOwner() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]));
        System.out.println(PID + kafka.pid());
        new CountDownLatch(1).await();
    }
}
