package dev.weir.wire;

import dev.weir.window.Clusters;
import dev.weir.window.OutcomeLosses;
import dev.weir.window.OutcomeTally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;

/**
 * Counts of outcomes within a delta. Not safe for use by several threads.
 *
 * <pre>
 * tally    = VERSION, requests, successes, rewards, latencies, costs, losses
 * clusters = buckets, (bucket count sum)..., SMALL squares | LARGE bytes
 * </pre>
 */
final class OutcomeTallyCodec {
    /** No array in CBOR, which is what earlier versions wrote, begins with it. */
    static final byte VERSION = 1;

    private static final int SMALL = 0;
    private static final int LARGE = 1;

    private final ByteWriter to = new ByteWriter();
    private final BinaryFields fields = new BinaryFields();

    byte[] write(OutcomeTally tally) {
        to.clear();
        to.writeByte(VERSION);
        to.writeLong(tally.requests());
        write(tally.successes());
        write(tally.rewards());
        write(tally.latencies());
        write(tally.costs());
        OutcomeLosses losses = tally.losses();
        to.writeLong(losses.noPrediction());
        to.writeLong(losses.otherVariant());
        to.writeLong(losses.late());
        to.writeLong(losses.duplicate());
        to.writeLong(losses.contradictory());
        return to.toByteArray();
    }

    private void write(Clusters clusters) {
        int[] buckets = clusters.buckets();
        long[] counts = clusters.counts();
        long[] sums = clusters.sums();
        to.writeLong(buckets.length);
        for (int i = 0; i < buckets.length; i++) {
            to.writeByte(buckets[i]);
            to.writeLong(counts[i]);
            to.writeLong(sums[i]);
        }
        BigInteger squares = clusters.squares();
        if (squares.bitLength() < Long.SIZE) {
            to.writeByte(SMALL);
            to.writeLong(squares.longValue());
        } else {
            to.writeByte(LARGE);
            to.writeBytes(squares.toByteArray());
        }
    }

    /**
     * Reads what {@link #write(OutcomeTally)} wrote.
     *
     * @throws UncheckedIOException if the bytes are nothing of the kind
     */
    OutcomeTally read(byte[] bytes) {
        try {
            fields.begin(bytes, 1);
            return new OutcomeTally(fields.readLong(), clusters(), clusters(), clusters(), clusters(), losses());
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UncheckedIOException("cannot read counts of outcomes", new IOException(e));
        }
    }

    private Clusters clusters() {
        int size = fields.readCount();
        int[] buckets = new int[size];
        long[] counts = new long[size];
        long[] sums = new long[size];
        for (int i = 0; i < size; i++) {
            buckets[i] = fields.readByte();
            counts[i] = fields.readLong();
            sums[i] = fields.readLong();
        }
        BigInteger squares =
                fields.readByte() == SMALL ? BigInteger.valueOf(fields.readLong()) : new BigInteger(fields.readBytes());
        return new Clusters(buckets, counts, sums, squares);
    }

    private OutcomeLosses losses() {
        return new OutcomeLosses(
                fields.readLong(), fields.readLong(), fields.readLong(), fields.readLong(), fields.readLong());
    }
}
