package dev.weir.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and checks the topics of the catalogue on one cluster; never alters or deletes one. */
public final class TopicAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

    private final Admin admin;
    private final TopicNames names;

    /**
     * Prepares questions to one cluster.
     *
     * @param admin client of the cluster; stays the caller's to close
     * @param names the prefix in force
     */
    public TopicAdmin(Admin admin, TopicNames names) {
        this.admin = Objects.requireNonNull(admin, "admin");
        this.names = Objects.requireNonNull(names, "names");
    }

    /**
     * Creates the topics that are missing, waits until the broker shows them, and leaves the others as they are.
     *
     * @param replicationFactor copies of each partition, at least 1; -1 for the broker's default
     * @return full names of the topics created by this call, in the order of the catalogue
     * @throws IllegalArgumentException if the replication factor is 0 or below -1
     * @throws TopicAdminException if the broker does not answer or refuses
     */
    public List<String> create(short replicationFactor) {
        if (replicationFactor == 0 || replicationFactor < -1) {
            throw new IllegalArgumentException("replication factor is " + replicationFactor
                    + ": use at least 1, or -1 for the default of the broker");
        }
        Set<String> present = existing();
        List<NewTopic> missing = Topics.all().stream()
                .filter(topic -> !present.contains(names.of(topic)))
                .map(topic -> definition(topic, replicationFactor))
                .toList();
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(missing).values();
        List<String> created = new ArrayList<>();
        for (NewTopic topic : missing) {
            if (createdHere(topic.name(), answers.get(topic.name()))) {
                created.add(topic.name());
            }
        }
        awaitVisible(created);
        LOG.info("event=topics-created created={} present={}", created, present.size());
        return List.copyOf(created);
    }

    /**
     * Compares the topics of the cluster with the catalogue.
     *
     * @return what is wrong: missing topics, unequal partition counts among topics that are joined, wrong cleanup
     *     policies; empty if nothing is
     * @throws TopicAdminException if the broker does not answer or refuses
     */
    public List<TopicProblem> check() {
        Set<String> present = existing();
        List<ConfigResource> resources = present.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, TopicDescription> descriptions =
                answer("describe topics", admin.describeTopics(present).allTopicNames());
        Map<ConfigResource, Config> configs =
                answer("read topic settings", admin.describeConfigs(resources).all());
        Map<String, TopicState> found = new HashMap<>();
        configs.forEach((resource, config) -> found.put(
                resource.name(),
                new TopicState(
                        descriptions.get(resource.name()).partitions().size(),
                        Set.copyOf(List.of(config.get("cleanup.policy").value().split(","))))));
        return new TopicCheck(names, found).problems();
    }

    private Set<String> existing() {
        Set<String> onBroker = answer("list topics", admin.listTopics().names());
        return Topics.all().stream().map(names::of).filter(onBroker::contains).collect(Collectors.toUnmodifiableSet());
    }

    private NewTopic definition(Topic<?> topic, short replicationFactor) {
        Optional<Short> copies = replicationFactor == -1 ? Optional.empty() : Optional.of(replicationFactor);
        return new NewTopic(names.of(topic), Optional.of(topic.partitions()), copies).configs(topic.config());
    }

    /** The controller answers before the brokers have heard of a topic; whoever reads or writes next expects to find it. */
    private void awaitVisible(List<String> created) {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (!existing().containsAll(created)) {
            if (System.nanoTime() - deadline > 0) {
                throw new TopicAdminException(
                        "topics " + created + " were created, but the broker does not show them after "
                                + VISIBLE_WITHIN.toSeconds() + " s; is it keeping up with the controller?",
                        null);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Two programs may start at once: a topic the other one created in between is as good as one of ours. */
    private static boolean createdHere(String name, KafkaFuture<Void> answer) {
        try {
            answer("create topic " + name, answer);
            return true;
        } catch (TopicAdminException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    private static <T> T answer(String question, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new TopicAdminException("cannot " + question + ": " + explanation(e.getCause()), e.getCause());
        }
    }

    private static String explanation(Throwable cause) {
        return cause instanceof TimeoutException
                ? "Kafka did not answer in time; is a broker running at bootstrap.servers? (" + cause.getMessage() + ")"
                : cause.getMessage() + " (" + cause.getClass().getSimpleName() + ")";
    }
}
