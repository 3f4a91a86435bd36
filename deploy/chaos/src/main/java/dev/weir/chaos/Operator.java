package dev.weir.chaos;

import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.OperatorCommand;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Submits plans and gives commands, on a thread of its own: the next candidate as soon as one has been promoted or rolled
 * back, every second one failing; and every few seconds a command, each signed differently.
 */
final class Operator implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final List<CommandType> COMMANDS = List.of(
            CommandType.PAUSE,
            CommandType.RESUME,
            CommandType.KILL,
            CommandType.UNKILL,
            CommandType.ADVANCE,
            CommandType.ABORT);

    private final Random random;
    private final ControlTopics control;
    private final TopicReader topic;
    private final Deserializer<Decision> deserializer;
    private final Map<String, List<Decision>> decisions = new HashMap<>();
    private final Thread thread = new Thread(this::run, "operator");
    private int climbs;
    private int operations;
    private int commands;
    private long submittedAt;
    private boolean splits;
    private volatile boolean settled;
    private volatile boolean ending;
    private volatile RuntimeException failure;

    Operator(Map<String, Object> client, Random random) {
        this.random = random;
        this.control = new ControlTopics(client, TopicNames.DEFAULT);
        this.topic = new TopicReader(client, Topics.DECISIONS);
        this.deserializer = AvroSerdes.from(client).deserializer(Decision.class);
    }

    void start() {
        thread.start();
    }

    /** Whether the models that are to stay in a stage have got there. */
    boolean isSettled() {
        check();
        return settled;
    }

    /** Throws what ended it before its time. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    void end() throws InterruptedException {
        ending = true;
        thread.join();
        check();
    }

    private void run() {
        try {
            operateUntilTheEnd();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void operateUntilTheEnd() {
        control.submit(Models.shadowed());
        control.submit(Models.tried());
        long nextCommand = System.nanoTime();
        while (!ending) {
            topic.poll(POLL, record -> {
                Decision decision = deserializer.deserialize(record.topic(), record.value());
                decisions
                        .computeIfAbsent(decision.getModel(), key -> new ArrayList<>())
                        .add(decision);
            });
            split();
            settled = stage(Models.SHADOWED, "shadow") && stage(Models.TRIED, Models.SPLIT);
            climb();
            if (System.nanoTime() >= nextCommand) {
                nextCommand = System.nanoTime()
                        + Duration.ofMillis(1_000 + random.nextInt(4_000)).toNanos();
                operate();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean stage(String model, String stage) {
        List<Decision> known = decisions.getOrDefault(model, List.of());
        return !known.isEmpty() && stage.equals(known.get(known.size() - 1).getToStage());
    }

    /** On from the canary without proof: once, since a second word would lead past the split. */
    private void split() {
        if (!splits && stage(Models.TRIED, "canary-10")) {
            splits = true;
            command(Models.TRIED, CommandType.ADVANCE, "splitter");
        }
    }

    /** The next candidate once the one before has come to an end; again if the plan seems to have been lost. */
    private void climb() {
        List<Decision> known = decisions.getOrDefault(Models.CLIMBING, List.of());
        boolean ended = known.isEmpty() || known.get(known.size() - 1).getToStage() == null;
        if (ended && System.nanoTime() - submittedAt > Duration.ofSeconds(3).toNanos()) {
            submittedAt = System.nanoTime();
            climbs++;
            String baseline = inCharge(known);
            control.submit(Models.climbing(climbs, baseline, candidate(climbs)));
        }
    }

    /** The variant in charge: the candidate of the last rollout that was promoted. */
    private static String inCharge(List<Decision> known) {
        String baseline = "v1";
        for (Decision decision : known) {
            if (decision.getAction() == DecisionAction.PROMOTE) {
                int number = Integer.parseInt(decision.getRollout().substring(Models.CLIMBING.length() + 1));
                baseline = candidate(number);
            }
        }
        return baseline;
    }

    /** The first one fails, so that a short run has one that does. */
    private static String candidate(int climb) {
        return climb % 2 == 1 ? Requests.FAILING + climb : "v" + (climb + 1);
    }

    private void operate() {
        if (commands++ % 8 == 0) {
            control.submit(Models.operated(++operations));
            return;
        }
        command(Models.OPERATED, COMMANDS.get(random.nextInt(COMMANDS.size())), "operator-" + commands);
    }

    private void command(String model, CommandType type, String by) {
        control.command(OperatorCommand.newBuilder()
                .setCommandId("command-of-" + by)
                .setModel(model)
                .setTimestamp(Instant.now())
                .setCommand(type)
                .setIssuedBy(by)
                .setReason("to see what comes of it")
                .build());
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topic.close();
        control.close();
    }
}
