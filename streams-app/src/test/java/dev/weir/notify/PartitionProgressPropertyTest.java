package dev.weir.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** In whichever order channels deal with alerts: no offset is committed past one that is open, and in the end all are. */
class PartitionProgressPropertyTest {
    private record Open(long offset) {}

    @Property(tries = 500)
    void shouldNeverCommitPastAnAlertThatIsOpen(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 3) Integer> channels, @ForAll long seed) {
        Random random = new Random(seed);
        PartitionProgress progress = new PartitionProgress();
        List<Open> open = new ArrayList<>();
        long offset = 0;
        long before = -1;
        int next = 0;
        while (next < channels.size() || !open.isEmpty()) {
            if (next < channels.size() && (open.isEmpty() || random.nextBoolean())) {
                // Aborted transactions and markers leave gaps between the offsets of a partition.
                offset += 1 + random.nextInt(3);
                progress.begin(offset, channels.get(next));
                for (int i = 0; i < channels.get(next); i++) {
                    open.add(new Open(offset));
                }
                next++;
            } else {
                progress.done(open.remove(random.nextInt(open.size())).offset());
            }
            long committable = progress.committable().orElseThrow();
            assertThat(open).allSatisfy(each -> assertThat(committable).isLessThanOrEqualTo(each.offset()));
            assertThat(committable).isGreaterThanOrEqualTo(before);
            before = committable;
        }
        assertThat(progress.committable()).hasValue(offset + 1);
        assertThat(progress.size()).isZero();
    }

    @Example
    void shouldHaveNothingToCommitBeforeTheFirstAlert() {
        assertThat(new PartitionProgress().committable()).isEmpty();
    }
}
