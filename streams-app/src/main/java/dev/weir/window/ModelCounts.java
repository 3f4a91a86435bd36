package dev.weir.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is counted of one model until it is forwarded. Not safe for use by several threads. */
final class ModelCounts {
    private final Map<Cell, CellCount> cells = new HashMap<>();
    private final List<Delta.Correction> corrections = new ArrayList<>();
    private ContentCounter contents;

    /** The count of a cell, which it names so that what refers to the cell refers to one and the same. */
    record CellCount(Cell cell, TallyBuilder tally) {
        CellCount(Cell cell) {
            this(cell, new TallyBuilder());
        }
    }

    CellCount of(Cell cell) {
        return cells.computeIfAbsent(cell, CellCount::new);
    }

    void correct(Delta.Correction correction) {
        if (!correction.tally().equals(Tally.EMPTY)) {
            corrections.add(correction);
        }
    }

    /** What was asked and answered; of most models nobody wants to know. */
    ContentCounter contents() {
        if (contents == null) {
            contents = new ContentCounter();
        }
        return contents;
    }

    Delta delta(int partition) {
        List<Delta.Count> counts = new ArrayList<>(cells.size());
        cells.values().forEach(count -> counts.add(new Delta.Count(count.cell, count.tally.build())));
        return contents == null
                ? new Delta(partition, counts, corrections)
                : new Delta(partition, counts, corrections, List.of(), List.of(), contents.build());
    }
}
