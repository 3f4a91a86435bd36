package dev.weir.cli;

import dev.weir.config.AppConfig;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicAdminException;
import dev.weir.topic.TopicProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir topics create|check}. */
@Command(
        name = "topics",
        description = "Create or check the topics of Weir.",
        synopsisSubcommandLabel = "(create | check)",
        subcommands = {TopicsCommand.Create.class, TopicsCommand.Check.class})
final class TopicsCommand {
    private static final int ANSWER_MS = 15_000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    private TopicsCommand() {}

    /** The group as a command. */
    static TopicsCommand group() {
        return new TopicsCommand();
    }

    private static int with(AppConfig config, ToIntFunction<TopicAdmin> work) {
        BootstrapServers.check(config);
        Map<String, Object> settings = new HashMap<>(config.kafkaClient());
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS / 3);
        try (Admin admin = Admin.create(settings)) {
            return work.applyAsInt(new TopicAdmin(admin, config.topics()));
        } catch (KafkaException failure) {
            // TopicAdmin says the cause itself; a client that cannot be made hides it.
            boolean explained = failure instanceof TopicAdminException || failure.getCause() == null;
            String reason = explained ? "" : " (" + failure.getCause().getMessage() + ")";
            throw new CommandFailure(failure.getMessage() + reason + "; bootstrap.servers is "
                    + config.kafka().get("bootstrap.servers") + ", change it with --bootstrap-server");
        }
    }

    /** {@code weir topics create}. */
    @Command(
            name = "create",
            description = "Create the topics that are missing; changes none that is there.",
            footer = {"", "Example: weir topics create --bootstrap-server kafka:9092 --replication-factor 3"})
    static final class Create extends WeirCommand {
        @Mixin
        private KafkaOptions kafka;

        @Option(
                names = "--replication-factor",
                paramLabel = "N",
                description = "Copies of each partition; -1 for the broker's default"
                        + " (default: streams.replicationFactor of the configuration, -1 without).")
        private Short replicationFactor;

        @Override
        int run() {
            AppConfig config = kafka.settings();
            short copies = replicationFactor == null ? (short) config.streams().replicationFactor() : replicationFactor;
            if (copies == 0 || copies < -1) {
                throw CommandFailure.misuse("--replication-factor is " + copies + "; write at least 1, or -1");
            }
            return with(config, topics -> {
                List<String> created = topics.create(copies);
                created.forEach(topic -> out().println("created " + topic));
                if (created.isEmpty()) {
                    out().println("all topics are there already");
                }
                return DONE;
            });
        }
    }

    /** {@code weir topics check}. */
    @Command(
            name = "check",
            description = "Say what is wrong with the topics and how to mend it; 1 if anything is.",
            footer = {"", "Example: weir topics check --config weir.yaml"})
    static final class Check extends WeirCommand {
        @Mixin
        private KafkaOptions kafka;

        @Override
        int run() {
            return with(kafka.settings(), topics -> {
                List<TopicProblem> problems = topics.check();
                problems.forEach(problem -> out().println(problem));
                if (problems.isEmpty()) {
                    out().println("all topics are as they should be");
                }
                return problems.isEmpty() ? DONE : FAILED;
            });
        }
    }
}
