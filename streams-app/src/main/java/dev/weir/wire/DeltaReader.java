package dev.weir.wire;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import dev.weir.window.ValueTally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads what {@link DeltaWriter} wrote; of one message. */
final class DeltaReader {
    private static final Admission[] ADMISSIONS = Admission.values();

    private final BinaryFields fields = new BinaryFields();
    private final Function<byte[], PairTally> pairs;
    private final Function<byte[], OutcomeTally> outcomes;
    private final Function<byte[], ValueTally> values;
    private final Map<String, Parts> models = new LinkedHashMap<>();
    private final String[] names;
    private final int partition;

    private record Parts(
            List<Delta.Count> counts,
            List<Delta.Correction> corrections,
            List<Delta.Pairs> pairs,
            List<Delta.Outcomes> outcomes,
            List<Delta.Contents> contents) {
        Parts() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        Delta delta(int partition) {
            return new Delta(partition, counts, corrections, pairs, outcomes, contents);
        }
    }

    /**
     * Begins behind the tag of a message.
     *
     * @throws IndexOutOfBoundsException if it cannot be one
     */
    DeltaReader(
            byte[] message,
            Function<byte[], PairTally> pairs,
            Function<byte[], OutcomeTally> outcomes,
            Function<byte[], ValueTally> values) {
        this.pairs = pairs;
        this.outcomes = outcomes;
        this.values = values;
        fields.begin(message, 1);
        partition = (int) fields.readLong();
        names = new String[fields.readCount()];
        for (int i = 0; i < names.length; i++) {
            names[i] = fields.readText();
        }
    }

    /**
     * The deltas in the message, by model.
     *
     * @throws IndexOutOfBoundsException if there is no end to it, or it names what is not there
     * @throws IllegalArgumentException  if a figure is out of range
     */
    Map<String, Delta> read() {
        Parts parts = null;
        while (!fields.isEnd()) {
            int kind = fields.readByte();
            if (kind == DeltaWriter.MODEL) {
                parts = models.computeIfAbsent(name(), model -> new Parts());
                continue;
            }
            if (parts == null) {
                throw new IndexOutOfBoundsException("a count of no model");
            }
            Cell cell = cell();
            switch (kind) {
                case DeltaWriter.COUNT -> parts.counts.add(new Delta.Count(cell, tally()));
                case DeltaWriter.CORRECTION ->
                    parts.corrections.add(new Delta.Correction(cell, tally(), admission(fields.readByte() - 1)));
                case DeltaWriter.PAIRS -> parts.pairs.add(new Delta.Pairs(cell, pairs.apply(fields.readBytes())));
                case DeltaWriter.OUTCOMES ->
                    parts.outcomes.add(new Delta.Outcomes(cell, outcomes.apply(fields.readBytes())));
                case DeltaWriter.CONTENTS ->
                    parts.contents.add(new Delta.Contents(
                            cell, values.apply(fields.readBytes()), values.apply(fields.readBytes())));
                default -> throw new IndexOutOfBoundsException("no entry " + kind);
            }
        }
        Map<String, Delta> deltas = new LinkedHashMap<>();
        models.forEach((model, each) -> deltas.put(model, each.delta(partition)));
        return deltas;
    }

    private String name() {
        return names[fields.readBranch(names.length)];
    }

    private static Admission admission(int ordinal) {
        return ordinal < 0 ? null : ADMISSIONS[ordinal];
    }

    private Cell cell() {
        long second = fields.readLong();
        long revision = fields.readLong();
        String variant = name();
        String segments = name();
        int use = fields.readByte();
        return new Cell(
                second, revision, variant, (use & 1) == 1 ? Role.SHADOW : Role.SERVED, segments, admission(use >> 1));
    }

    private Tally tally() {
        long there = fields.readLong();
        int bit = 0;
        long requestParts = number(there, bit++);
        long predictionParts = number(there, bit++);
        long calls = number(there, bit++);
        long errors = number(there, bit++);
        long timeouts = number(there, bit++);
        long routed = number(there, bit++);
        long durationSum = number(there, bit++);
        long cpuSum = number(there, bit++);
        long memorySum = number(there, bit++);
        long costSum = number(there, bit++);
        Histogram durations = histogram(there, bit++);
        Histogram cpu = histogram(there, bit++);
        Histogram memory = histogram(there, bit++);
        Histogram cost = histogram(there, bit++);
        return new Tally(
                requestParts,
                predictionParts,
                calls,
                errors,
                timeouts,
                routed,
                durations,
                cpu,
                memory,
                cost,
                durationSum,
                cpuSum,
                memorySum,
                costSum,
                isThere(there, bit) ? units() : UnitSample.EMPTY);
    }

    private static boolean isThere(long there, int bit) {
        return (there >>> bit & 1) == 1;
    }

    private long number(long there, int bit) {
        return isThere(there, bit) ? fields.readLong() : 0;
    }

    private Histogram histogram(long there, int bit) {
        if (!isThere(there, bit)) {
            return Histogram.EMPTY;
        }
        long overflow = fields.readLong();
        int size = fields.readCount();
        int[] bins = new int[size];
        long[] counts = new long[size];
        int bin = 0;
        for (int i = 0; i < size; i++) {
            bin += (int) fields.readLong();
            bins[i] = bin;
            counts[i] = fields.readLong();
        }
        return new Histogram(bins, counts, overflow);
    }

    private UnitSample units() {
        long buckets = fields.readBits();
        long[] sampled = new long[fields.readCount()];
        for (int i = 0; i < sampled.length; i++) {
            sampled[i] = fields.readBits();
        }
        return new UnitSample(buckets, sampled);
    }
}
