package dev.weir.evidence;

import static dev.weir.evidence.Traffic.END;
import static dev.weir.evidence.Traffic.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * What waits in the log after an outage is evidence in whatever order the partitions are read: none of them is silent, they
 * have only not been read yet.
 */
class BacklogOrderPropertyTest {
    private static final int PARTITIONS = 4;
    private static final int REQUESTS = 400;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final ClosingRule RULE = new ClosingRule(Duration.ofSeconds(5), Duration.ofSeconds(1));

    /** Clock at which somebody is heard again, epoch milliseconds. */
    private static final long BACK = END * 1_000 + 60_000;

    /** What one partition has in the log, request by request. */
    private static final class Backlog {
        private final int partition;
        private final List<Observation> requests;
        private final List<Delta> deltas;
        private int read;
        private long heardAt = BACK;

        Backlog(int partition, List<Observation> requests) {
            List<Integer> everywhere =
                    IntStream.range(0, requests.size()).boxed().toList();
            this.partition = partition;
            this.requests = requests;
            this.deltas = Traffic.deltas(partition, requests, everywhere);
        }

        boolean isRead() {
            return read == requests.size();
        }

        /** Reads so many requests, and says up to which instant it has read. */
        Watermark read(int most, OpenSeconds open) {
            int end = Math.min(requests.size(), read + most);
            deltas.subList(read, end).forEach(delta -> Traffic.add(open, delta));
            read = end;
            long until = isRead() ? RULE.completeAt(END) : requests.get(end - 1).assignedMillis();
            return new Watermark(partition, until);
        }
    }

    @Property(tries = 200)
    void shouldGiveTheSameEvidenceInWhateverOrderTheBacklogIsRead(
            @ForAll long seed, @ForAll @IntRange(min = 5, max = REQUESTS) int most) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Observation>> traffic = Traffic.byPartition(seed, REQUESTS, PARTITIONS);
        OpenSeconds open = new OpenSeconds(START);
        Watermarks watermarks = new Watermarks(PARTITIONS, SILENCE);
        List<Backlog> backlogs = new ArrayList<>();
        OpenSeconds inOrder = new OpenSeconds(START);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            backlogs.add(new Backlog(partition, traffic.get(partition)));
            Traffic.deltas(partition, traffic.get(partition), List.of()).forEach(delta -> Traffic.add(inOrder, delta));
            watermarks.advance(new Watermark(partition, START * 1_000 - partition), START * 1_000 + partition);
        }

        List<ClosedSecond> closed = new ArrayList<>();
        long now = BACK;
        while (backlogs.stream().anyMatch(backlog -> !backlog.isRead())) {
            Backlog next = next(backlogs, now, random);
            watermarks.advance(next.read(1 + random.nextInt(most), open), now);
            next.heardAt = now;
            for (Optional<ClosedSecond> second = open.closeByWatermark(watermarks, RULE);
                    second.isPresent();
                    second = open.closeByWatermark(watermarks, RULE)) {
                closed.add(second.get());
            }
            now += random.nextInt(1_500);
        }

        assertThat(closed.subList(0, (int) (END - START))).isEqualTo(Traffic.close(inOrder));
    }

    /** Any that has not been read to its end, but none is left unheard for as long as a silent one. */
    private static Backlog next(List<Backlog> backlogs, long now, SplittableRandom random) {
        List<Backlog> left =
                backlogs.stream().filter(backlog -> !backlog.isRead()).toList();
        return left.stream()
                .filter(backlog -> now - backlog.heardAt >= SILENCE.toMillis() - 6_000)
                .findFirst()
                .orElse(left.get(random.nextInt(left.size())));
    }
}
