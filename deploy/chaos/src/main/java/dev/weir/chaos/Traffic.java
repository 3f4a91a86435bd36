package dev.weir.chaos;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.RouterReport;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes what services and a router would, on a thread of its own: whole events and parts, in the order in which calls
 * end, some twice within 30 s, some up to 40 s late, a few broken; outcomes; and the router's reports.
 */
final class Traffic implements AutoCloseable {
    private static final String EVENTS = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
    private static final String OUTCOMES = TopicNames.DEFAULT.of(Topics.OUTCOMES);
    private static final String REPORTS = TopicNames.DEFAULT.of(Topics.ROUTER_REPORTS);
    private static final String ROUTER = "edge-1";
    private static final long LATEST_MILLIS = 40_000;
    private static final long DUPLICATE_WITHIN_MILLIS = 30_000;
    private static final long TICK_NANOS = 5_000_000;

    private final Random random;
    private final Requests requests;
    private final Tables tables;
    private final int requestsPerSecond;
    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<SpecificRecord> serializer;
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::atMillis));
    private final TreeMap<Long, Map<String, Long>> assigned = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile boolean pairing;
    private volatile boolean ending;
    private volatile RuntimeException failure;

    /** A record that is to be sent at an instant. */
    private record Due(long atMillis, ProducerRecord<String, byte[]> record) {}

    Traffic(Map<String, Object> client, int requestsPerSecond, Random random) {
        this.random = random;
        this.requests = new Requests(random, true);
        this.tables = new Tables(client);
        this.requestsPerSecond = requestsPerSecond;
        this.serializer = AvroSerdes.from(client).serializer();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    void start() {
        thread.start();
    }

    /** From now on requests of the model in its shadow stage have copies, and those of the split outcomes. */
    void pair() {
        pairing = true;
    }

    /** Sends what is due at once, and ends. */
    void end() throws InterruptedException {
        ending = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
    }

    private void run() {
        try {
            long started = System.nanoTime();
            long made = 0;
            while (!ending) {
                tables.refresh();
                long wanted = Math.round((System.nanoTime() - started) / 1e9 * requestsPerSecond);
                // What could not be sent while the broker was away is not made up for.
                made = Math.max(made, wanted - requestsPerSecond);
                for (; made < wanted; made++) {
                    request();
                }
                send(System.currentTimeMillis());
                report();
                LockSupport.parkNanos(TICK_NANOS);
            }
            send(Long.MAX_VALUE);
            producer.flush();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void request() {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        int chance = random.nextInt(1_000);
        if (chance < 550) {
            Requests.Way way = tables.way(Models.CLIMBING, random, ROUTER);
            if (way.router() != null) {
                assigned.computeIfAbsent(now.getEpochSecond(), key -> new HashMap<>())
                        .merge(way.variant(), 1L, Long::sum);
            }
            schedule(requests.served(way, now), false);
        } else if (chance < 790 && pairing) {
            schedule(requests.paired(Models.SHADOWED, "v1", "v2", now), false);
        } else if (chance >= 790 && chance < 870) {
            // Only what was routed is told of: what came before not every task knew that it would be.
            Requests.Way way =
                    pairing ? tables.way(Models.TRIED, random, null) : new Requests.Way(Models.TRIED, "v1", null, null);
            List<InferenceEvent> events = requests.served(way, now);
            schedule(events, false);
            if (pairing) {
                tell(events.get(0));
            }
        } else if (chance < 990) {
            // By the table before the shadow stage, which copies nothing.
            Requests.Way way = pairing || chance >= 790
                    ? new Requests.Way(Models.OPERATED, "v1", null, null)
                    : new Requests.Way(Models.SHADOWED, "v1", 1L, null);
            schedule(requests.served(way, now), way.model().equals(Models.OPERATED));
        } else if (chance < 996) {
            schedule(requests.served(new Requests.Way("without-a-rollout", "v1", null, null), now), true);
        } else if (chance < 998) {
            schedule(List.of(requests.impossible(new Requests.Way(Models.OPERATED, "v1", null, null), now)), false);
        } else {
            due.add(new Due(
                    now.toEpochMilli(), new ProducerRecord<>(EVENTS, "broken-" + chance, new byte[] {1, 2, 3})));
        }
    }

    private void schedule(List<InferenceEvent> events, boolean mayBeLate) {
        long delay = mayBeLate && random.nextInt(20) == 0 ? random.nextLong(LATEST_MILLIS) : 0;
        for (InferenceEvent event : events) {
            long ends = event.getLatency() == null
                    ? 0
                    : Math.max(0, event.getLatency().getDurationMicros() / 1_000);
            long at = event.getTimestamp().toEpochMilli() + ends + delay;
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(EVENTS, event.getRequestId(), serializer.serialize(EVENTS, event));
            due.add(new Due(at, record));
            if (random.nextInt(7) == 0) {
                due.add(new Due(at + random.nextLong(DUPLICATE_WITHIN_MILLIS), record));
            }
        }
    }

    /** The outcome of four requests in five, sometimes before the answer is told and sometimes twice. */
    private void tell(InferenceEvent event) {
        if (random.nextInt(5) == 0) {
            return;
        }
        long at = event.getTimestamp().toEpochMilli() + random.nextLong(LATEST_MILLIS);
        OutcomeEvent outcome = requests.outcome(event, Instant.ofEpochMilli(at));
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(OUTCOMES, event.getRequestId(), serializer.serialize(OUTCOMES, outcome));
        due.add(new Due(at, record));
        if (random.nextInt(7) == 0) {
            due.add(new Due(at + random.nextLong(DUPLICATE_WITHIN_MILLIS), record));
        }
    }

    private void send(long untilMillis) {
        while (!due.isEmpty() && due.peek().atMillis() <= untilMillis) {
            producer.send(due.remove().record());
        }
    }

    /** Reports each second that is over. */
    private void report() {
        long second = Math.floorDiv(System.currentTimeMillis(), 1_000L);
        while (!assigned.isEmpty() && assigned.firstKey() < second) {
            Map.Entry<Long, Map<String, Long>> over = assigned.pollFirstEntry();
            RouterReport report = RouterReport.newBuilder()
                    .setSidecar(ROUTER)
                    .setModel(Models.CLIMBING)
                    .setRevision(tables.revision(Models.CLIMBING))
                    .setFrom(Instant.ofEpochSecond(over.getKey()))
                    .setUntil(Instant.ofEpochSecond(over.getKey() + 1))
                    .setAssigned(over.getValue())
                    .build();
            producer.send(new ProducerRecord<>(REPORTS, Models.CLIMBING, serializer.serialize(REPORTS, report)));
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        tables.close();
    }
}
