package dev.weir.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Settings of the stores on disk, which are those of awaited outcomes.
 *
 * <p>All of them have one piece of memory. By default each segment of each task's store has its own, some 100 MB of it, so
 * that the memory of the program would grow with the partitions it is given.
 *
 * <p>A request is looked for by the first bytes of its key, in every segment, and nearly all are in none: filters of those bytes
 * say so without a search. Filters and indices are of parts of a file, or each look would read all of one once there are more
 * than memory has room for.
 */
public final class RocksDbSettings implements RocksDBConfigSetter {
    private static final long CACHE_BYTES = 96L << 20;
    private static final long WRITE_BUFFERS_BYTES = 32L << 20;
    private static final long WRITE_BUFFER_BYTES = 4L << 20;
    private static final long BLOCK_BYTES = 4L << 10;

    /** Of a write buffer, for the filter of what is in it. */
    private static final double FILTER_SHARE = 0.05;

    static {
        RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(CACHE_BYTES);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setBlockSize(BLOCK_BYTES);
        table.setWholeKeyFiltering(false);
        table.setIndexType(IndexType.kTwoLevelIndexSearch);
        table.setPartitionFilters(true);
        table.setPinTopLevelIndexAndFilter(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.useFixedLengthPrefixExtractor(Outcomes.KEY_BYTES);
        options.setMemtablePrefixBloomSizeRatio(FILTER_SHARE);
    }

    @Override
    public void close(String storeName, Options options) {
        // The memory is everybody's: no store that closes may take it away.
    }
}
