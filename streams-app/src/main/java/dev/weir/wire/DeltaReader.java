package dev.weir.wire;

import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Extent;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairTally;
import dev.weir.window.ValueTally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads what {@link DeltaWriter} wrote; of one message. */
final class DeltaReader {
    private final BinaryFields fields = new BinaryFields();
    private final TallyReader tallies = new TallyReader(fields);
    private final Function<byte[], PairTally> pairs;
    private final Function<byte[], OutcomeTally> outcomes;
    private final Function<byte[], ValueTally> values;
    private final Map<String, Parts> models = new LinkedHashMap<>();
    private final CellReader cells;
    private final int partition;
    private final boolean isTreatmentTold;
    private final Extent.Place from;
    private final Extent.Place until;

    private record Parts(
            List<Delta.Count> counts,
            List<Delta.Correction> corrections,
            List<Delta.Pairs> pairs,
            List<Delta.Outcomes> outcomes,
            List<Delta.Contents> contents,
            Extent extent) {
        Parts(Extent extent) {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), extent);
        }

        Delta delta(int partition) {
            return new Delta(partition, counts, corrections, pairs, outcomes, contents, extent);
        }
    }

    /**
     * Begins behind the tag of a message.
     *
     * @param tellsExtent whether it was written by a version that says which part of the log it is of
     * @throws IndexOutOfBoundsException if it cannot be one
     */
    DeltaReader(
            byte[] message,
            boolean tellsExtent,
            TextCache names,
            Function<byte[], PairTally> pairs,
            Function<byte[], OutcomeTally> outcomes,
            Function<byte[], ValueTally> values) {
        this.pairs = pairs;
        this.outcomes = outcomes;
        this.values = values;
        fields.begin(message, 1);
        partition = (int) fields.readLong();
        isTreatmentTold = tellsExtent;
        boolean isKnown = tellsExtent && fields.readByte() == DeltaWriter.KNOWN;
        from = isKnown ? place() : null;
        until = isKnown ? place() : null;
        cells = new CellReader(fields, names);
    }

    private Extent.Place place() {
        return new Extent.Place(fields.readLong(), fields.readLong(), fields.readLong());
    }

    private Extent extent() {
        if (!isTreatmentTold) {
            return null;
        }
        Extent.Treatment treatment = new Extent.Treatment(fields.readLong(), fields.readByte() == 1);
        return from == null ? null : new Extent(from, until, treatment);
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
                String model = cells.name();
                Extent extent = extent();
                parts = models.computeIfAbsent(model, name -> new Parts(extent));
                continue;
            }
            if (parts == null) {
                throw new IndexOutOfBoundsException("a count of no model");
            }
            Cell cell = cells.read(fields.readLong());
            switch (kind) {
                case DeltaWriter.COUNT -> parts.counts.add(new Delta.Count(cell, tallies.read()));
                case DeltaWriter.CORRECTION ->
                    parts.corrections.add(
                            new Delta.Correction(cell, tallies.read(), CellReader.admission(fields.readByte() - 1)));
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
}
