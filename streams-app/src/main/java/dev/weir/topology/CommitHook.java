package dev.weir.topology;

import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Runs an action within a task's transaction just before it commits, at a commit like at a rebalance, so that what the
 * action forwards and stores is committed together with the offsets of the records it came from.
 *
 * <p>Kafka Streams has no public call for this: a punctuator does not run at a rebalance, and a store's own commit comes
 * after the records have been sent. What does run at the right moment is the flush of a store's cache
 * ({@code StreamTask.prepareCommit}, {@code ProcessorStateManager.flushCache}), so the hook takes the shape of a store
 * with a cache. All use of Kafka's internals for it is in this class; {@code CommitHookTest} fails if a new version of
 * Kafka no longer calls it where it must, and so does {@code CrashIT}, on a real broker.
 */
final class CommitHook implements StateStore, CachedStateStore<Object, Object> {
    private final String name;
    private boolean open;
    private Runnable action = () -> {};

    private CommitHook(String name) {
        this.name = name;
    }

    /** Builds the hook under a name; get it in {@code Processor.init} and say there what it runs. */
    static StoreBuilder<CommitHook> builder(String name) {
        return new Builder(name);
    }

    /** Says what to run before each commit; what it forwards comes from the processor that calls this in its init. */
    void beforeCommit(ProcessorContext<?, ?> context, Runnable newAction) {
        InternalProcessorContext<?, ?> internal = (InternalProcessorContext<?, ?>) context;
        ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
        action = () -> {
            ProcessorNode<?, ?, ?, ?> previousNode = internal.currentNode();
            ProcessorRecordContext previousRecord = internal.recordContext();
            internal.setCurrentNode(node);
            internal.setRecordContext(
                    new ProcessorRecordContext(internal.currentSystemTimeMs(), -1, -1, null, new RecordHeaders()));
            try {
                newAction.run();
            } finally {
                internal.setRecordContext(previousRecord);
                internal.setCurrentNode(previousNode);
            }
        };
    }

    @Override
    public void flushCache() {
        action.run();
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public void clearCache() {
        // There is no cache: what was counted since the last commit goes with the task that is closed dirty.
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    /**
     * Said to be kept on disk, although nothing is: only where a store is does Kafka Streams keep its process id in the
     * state directory. With the same id an instance that starts again after a crash uses the transactional ids it had,
     * which aborts what it left open at once; with a new one everybody waits for the broker to give it up, 10 to 20 s.
     */
    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private record Builder(String name) implements StoreBuilder<CommitHook> {
        @Override
        public CommitHook build() {
            return new CommitHook(name);
        }

        @Override
        public StoreBuilder<CommitHook> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitHook> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("there is nothing to log");
        }

        @Override
        public StoreBuilder<CommitHook> withLoggingDisabled() {
            return this;
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
