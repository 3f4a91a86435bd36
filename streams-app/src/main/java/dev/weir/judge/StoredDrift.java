package dev.weir.judge;

import dev.weir.evidence.Contents;
import dev.weir.evidence.DriftWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The watches over what is asked and answered, as they are stored between commits.
 *
 * @param watches   each watch
 * @param revisions the routing table each is about; 0 of one that goes on from table to table
 * @param verdicts  number of verdicts published, from which ids follow
 */
public record StoredDrift(List<DriftWatch.Stored> watches, List<Long> revisions, long verdicts) {
    public StoredDrift {
        watches = List.copyOf(watches);
        revisions = List.copyOf(revisions);
    }

    /** What windows are compared with, by the place of the watch: half of all there is to store, and it hardly changes. */
    public record References(Map<Integer, Contents> byPlace) {}

    /** What windows are compared with. */
    public References references() {
        Map<Integer, Contents> references = new TreeMap<>();
        for (int i = 0; i < watches.size(); i++) {
            if (watches.get(i).reference() != null) {
                references.put(i, watches.get(i).reference());
            }
        }
        return new References(references);
    }

    /** The same with what windows are compared with; null where that is stored apart. */
    public StoredDrift with(References references) {
        List<DriftWatch.Stored> changed = new ArrayList<>();
        for (int i = 0; i < watches.size(); i++) {
            changed.add(watches.get(i)
                    .with(references == null ? null : references.byPlace().get(i)));
        }
        return new StoredDrift(changed, revisions, verdicts);
    }
}
