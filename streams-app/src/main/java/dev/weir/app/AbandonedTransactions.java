package dev.weir.app;

import static java.util.stream.Collectors.toSet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of instances that are gone. Until then nobody reads past what they had begun to write, nor learns
 * which offsets are committed; by itself the broker waits for {@code transaction.timeout.ms}, and up to ten seconds more.
 * What a broker has left open of those that are complete is ended, too.
 *
 * <p>An instance is gone when the group of the application, in which every thread is a member, has given up all its threads:
 * what it would still commit is refused then in any case. Kafka Streams names the transactions of a thread, and the
 * thread's consumer, after the process.
 */
final class AbandonedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);
    private static final String PROCESS = "-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-";
    private static final int ANSWER_WITHIN_MS = 5_000;
    private static final long CLOSE_WITHIN_SECONDS = 6;

    private final Map<String, Object> client;
    private final String application;
    private final MissingMarkers markers;
    private final Pattern transactions;
    private final Pattern members;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "weir-abandoned-transactions");
        made.setDaemon(true);
        return made;
    });

    /**
     * @param client      settings of any Kafka client
     * @param application whose transactions
     * @param markers     what the broker may owe to instances that are gone
     */
    AbandonedTransactions(Map<String, Object> client, String application, MissingMarkers markers) {
        this.client = new HashMap<>(client);
        this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        this.application = application;
        this.markers = markers;
        this.transactions = Pattern.compile(Pattern.quote(application) + PROCESS + "\\d+");
        this.members = Pattern.compile(Pattern.quote(application) + PROCESS + "StreamThread-\\d+-consumer");
    }

    /** Looks for some, and ends them, on a thread of its own; to be called whenever the members of the group have changed. */
    void look() {
        try {
            thread.execute(this::end);
        } catch (RejectedExecutionException e) {
            LOG.debug("the application is being closed");
        }
    }

    private void end() {
        try (Admin admin = Admin.create(client)) {
            List<TransactionListing> gone = gone(admin);
            Set<String> open = ids(gone, Set.of(TransactionState.ONGOING));
            if (!open.isEmpty()) {
                admin.fenceProducers(open).all().get();
                LOG.info("event=abandoned-transactions-ended transactionalIds={}", open);
            }
            Set<String> complete = ids(gone, MissingMarkers.COMPLETE);
            if (!complete.isEmpty()) {
                markers.makeUpFor(complete);
            }
        } catch (ExecutionException e) {
            // Then they end by their timeout.
            LOG.warn(
                    "event=abandoned-transactions-not-ended reason=\"{}\"",
                    e.getCause().getMessage());
        } catch (KafkaException e) {
            LOG.warn("event=missing-markers-not-made-up reason=\"{}\"", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> ids(List<TransactionListing> listings, Set<TransactionState> states) {
        return listings.stream()
                .filter(listing -> states.contains(listing.state()))
                .map(TransactionListing::transactionalId)
                .collect(toSet());
    }

    /** Transactions first and members after: who has begun one has been a member. */
    private List<TransactionListing> gone(Admin admin) throws ExecutionException, InterruptedException {
        List<TransactionListing> found = admin.listTransactions().all().get().stream()
                .filter(listing ->
                        process(transactions, listing.transactionalId()).isPresent())
                .toList();
        if (found.isEmpty()) {
            return List.of();
        }
        ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(application))
                .describedGroups()
                .get(application)
                .get();
        Set<String> processes = new HashSet<>();
        for (MemberDescription member : group.members()) {
            Optional<String> process = process(members, member.clientId());
            if (process.isEmpty()) {
                // Somebody set client.id, so that it cannot be told whose a member is.
                return List.of();
            }
            processes.add(process.get());
        }
        if (processes.isEmpty()) {
            return List.of();
        }
        return found.stream()
                .filter(listing -> process(transactions, listing.transactionalId())
                        .filter(process -> !processes.contains(process))
                        .isPresent())
                .toList();
    }

    private static Optional<String> process(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
