package dev.weir.evidence;

import dev.weir.window.Delta;
import java.util.List;

/**
 * What has been counted so far of a second that is open.
 *
 * @param second     the second, epoch seconds
 * @param partitions one delta a source partition, of counts and pairs alone; none where all was taken back
 */
public record SecondCounts(long second, List<Delta> partitions) {
    public SecondCounts {
        partitions = List.copyOf(partitions);
    }
}
