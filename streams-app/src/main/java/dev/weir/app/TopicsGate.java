package dev.weir.app;

import dev.weir.topic.Topic;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicAdminException;
import dev.weir.topic.TopicNames;
import dev.weir.topic.TopicProblem;
import dev.weir.topic.Topics;
import dev.weir.topology.WeirTopology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the topology start once Kafka is there and its topics are as they must be; says once what it waits for. */
final class TopicsGate {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsGate.class);
    private static final long RETRY_MS = 500;
    private static final int ANSWER_WITHIN_MS = 5_000;

    private final Map<String, Object> client;
    private final TopicNames names;
    private volatile String missing;

    TopicsGate(Map<String, Object> client, TopicNames names) {
        this.client = new HashMap<>(client);
        this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        this.names = names;
        this.missing = kafka() + " has not answered yet";
    }

    /** What is waited for; null once there is nothing. */
    String missing() {
        return missing;
    }

    /**
     * Waits for the topics.
     *
     * @return numbers of their partitions
     * @throws InterruptedException if the program ends before
     */
    WeirTopology.Partitions await() throws InterruptedException {
        try (Admin admin = Admin.create(client)) {
            TopicAdmin topics = new TopicAdmin(admin, names);
            while (true) {
                String problem = problem(topics);
                if (problem == null) {
                    WeirTopology.Partitions partitions = new WeirTopology.Partitions(
                            partitions(admin, Topics.INFERENCE_EVENTS), partitions(admin, Topics.DELTAS));
                    LOG.info(
                            "event=topics-found eventPartitions={} modelPartitions={}",
                            partitions.events(),
                            partitions.models());
                    missing = null;
                    return partitions;
                }
                if (!problem.equals(missing)) {
                    LOG.warn("event=waiting-for-topics reason=\"{}\"", problem);
                    missing = problem;
                }
                Thread.sleep(RETRY_MS);
            }
        }
    }

    private String kafka() {
        return "Kafka at " + client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    }

    private String problem(TopicAdmin topics) {
        try {
            List<TopicProblem> problems = topics.check();
            return problems.isEmpty() ? null : problems.get(0).toString();
        } catch (TopicAdminException e) {
            return kafka() + ": " + e.getMessage();
        }
    }

    private int partitions(Admin admin, Topic<?> topic) throws InterruptedException {
        String name = names.of(topic);
        try {
            return admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get()
                    .get(name)
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + name + " cannot be described", e.getCause());
        }
    }
}
