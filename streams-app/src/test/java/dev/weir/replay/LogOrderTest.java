package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogOrderTest {
    private static final long START = LogDraft.START;
    private static final int WINDOW = 100;
    private static final long HOUR = 3_600_000;

    private final LogCounts.Builder counts = new LogCounts.Builder();

    @Test
    void shouldPutRightWhatIsOutOfOrderByLessThanItsWindow() {
        List<Logged> entries = new ArrayList<>(second(0, 1_000));
        Random random = new Random(1);
        for (int from = 0; from < entries.size(); from += WINDOW / 2) {
            Collections.shuffle(entries.subList(from, from + WINDOW / 2), random);
        }
        assertThat(instants(entries)).hasSize(1_000).isSorted();
    }

    @Test
    void shouldPassOnWhatComesLaterThanThatAsItComes() {
        List<Logged> entries = new ArrayList<>(second(0, 1_000));
        Logged late = entries.remove(3);
        entries.add(late);
        List<Long> instants = instants(entries);
        assertThat(instants)
                .hasSize(1_000)
                .containsSequence(START + 900, START + 3, START + 901)
                .doesNotHaveDuplicates();
        assertThat(counts.build().allDead()).isZero();
    }

    @Test
    void shouldBuryEventsOfAProducerWhoseClockIsAhead() {
        List<Logged> entries = new ArrayList<>(second(0, 1_000));
        for (int i = 0; i < 50; i++) {
            entries.add(20 * i, LogDraft.SERVED.at(START + HOUR + i).request("ahead-" + i));
        }
        assertThat(instants(entries)).hasSize(1_000).isSorted().last().isEqualTo(START + 999);
        assertThat(counts.build().dead()).containsOnly(Map.entry("FUTURE", 50L));
    }

    @Test
    void shouldTakeAPauseOfTheTrafficForAPause() {
        List<Logged> entries = new ArrayList<>(second(0, 200));
        entries.addAll(second(12 * HOUR, 200));
        entries.addAll(second(40 * HOUR, 1));
        assertThat(instants(entries)).hasSize(401).isSorted();
        assertThat(counts.build().allDead()).isZero();
    }

    @Test
    void shouldNotBeginWithAnEventOfLongBeforeTheRest() {
        List<Logged> entries = new ArrayList<>(second(0, 200));
        entries.add(7, LogDraft.SERVED.at(12).request("of 1970"));
        assertThat(instants(entries)).hasSize(200).first().isEqualTo(START);
        assertThat(counts.build().dead()).containsOnly(Map.entry("OUT_OF_RANGE", 1L));
    }

    @Test
    void shouldAccountForEveryEntryThatItDoesNotPassOn() {
        List<Logged> entries = new ArrayList<>(second(0, 10));
        entries.add(new Logged.Unusable("events.jsonl line 11: this is not JSON"));
        entries.add(LogDraft.SERVED.of("another").request("other"));
        entries.add(new Logged.Outcome(new Outcome("r1", "sentiment", START, null, "yes", true, null)));
        entries.add(LogDraft.SERVED.taking(-1).request("negative"));
        assertThat(instants(entries)).hasSize(10);
        LogCounts found = counts.build();
        assertThat(found.read()).isEqualTo(14);
        assertThat(found.dead()).containsOnlyKeys("UNREADABLE", "OUT_OF_RANGE", "MISSING_FIELD");
        assertThat(found.otherModels()).isEqualTo(1);
    }

    private List<Logged.Request> second(long fromMillis, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> LogDraft.SERVED.at(START + fromMillis + i).request("r-" + fromMillis + "-" + i))
                .toList();
    }

    private List<Long> instants(List<Logged> entries) {
        LogOrder order = new LogOrder(LogDraft.log(entries), WINDOW, "sentiment"::equals, counts);
        List<Long> instants = new ArrayList<>();
        while (order.nextMillis() != Long.MAX_VALUE) {
            instants.add(order.next().atMillis());
        }
        return instants;
    }
}
