package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.statistics.sketch.DoubleBins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What was asked and answered is counted once, in whatever parts and order it comes. */
class ContentPropertyTest {
    private static final ContentScope ALL = new ContentScope(Set.of("v2.0"), Set.of(), true);

    /** An event and what it tells. */
    private record Told(Observation event, Asked asked, Answer answer) {}

    @Property(tries = 300)
    void shouldCountEachRequestOnceInWhateverPartsAndOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int requests) {
        Random random = new Random(seed);
        List<Told> events = new ArrayList<>();
        ValueCounter asked = new ValueCounter();
        ValueCounter answered = new ValueCounter();
        for (int i = 0; i < requests; i++) {
            Asked question = new Asked(
                    Map.of("age", (double) random.nextInt(90), "income", 1e4 * Math.exp(random.nextGaussian())),
                    Map.of("country", "c" + random.nextInt(5)),
                    null);
            Answer answer = new Answer("l" + random.nextInt(3), random.nextDouble(), null, null, null);
            Observation whole =
                    Events.SERVED.at(Events.START + random.nextInt(9_000)).ok("r" + i);
            if (random.nextBoolean()) {
                events.add(new Told(whole, question, answer));
            } else {
                Events apart = Events.SERVED.at(whole.assignedMillis());
                events.add(new Told(apart.parts("r" + i, true, false, null), question, null));
                events.add(new Told(apart.parts("r" + i, false, true, null), null, answer));
                events.add(new Told(apart.parts("r" + i, false, false, whole.call()), null, null));
            }
            // Whatever comes twice says the same twice.
            events.add(events.get(random.nextInt(events.size())));
            count(question, asked);
            answered.addRequest();
            answered.add("label", answer.label());
            answered.add("score", answer.score());
        }
        Collections.shuffle(events, random);
        Combiner combiner = new Combiner(0, Events.CLOSING);
        ValueCounter askedInParts = new ValueCounter();
        ValueCounter answeredInParts = new ValueCounter();
        for (Told told : events) {
            combiner.add(told.event, Events.LIMITS);
            combiner.addContent(told.event, ALL, told::asked, told::answer);
            if (random.nextInt(20) == 0) {
                drain(combiner, askedInParts, answeredInParts);
            }
        }
        drain(combiner, askedInParts, answeredInParts);

        assertThat(askedInParts.build()).isEqualTo(asked.build());
        assertThat(answeredInParts.build()).isEqualTo(answered.build());
    }

    private static void count(Asked question, ValueCounter counter) {
        counter.addRequest();
        question.features().forEach(counter::add);
        question.categories().forEach(counter::add);
    }

    private static void drain(Combiner combiner, ValueCounter asked, ValueCounter answered) {
        Delta delta = combiner.drain().get("sentiment");
        if (delta != null) {
            delta.contents().forEach(contents -> {
                assertThat(contents.cell().second() % Delta.Contents.SPAN_SECONDS)
                        .isZero();
                asked.add(contents.asked(), field -> true);
                answered.add(contents.answered(), field -> true);
            });
        }
    }

    /** How fine bins are is a matter of the numbers, not of how they came. */
    @Property(tries = 300)
    void shouldBinNumbersTheSameInWhateverPartsAndOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int size, @ForAll boolean wide) {
        Random random = new Random(seed);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            numbers.add(wide ? random.nextGaussian() * Math.exp(3 * random.nextGaussian()) : random.nextInt(50));
        }
        NumberTally.Builder all = new NumberTally.Builder();
        numbers.forEach(all::add);
        Collections.shuffle(numbers, random);
        NumberTally sum = NumberTally.EMPTY;
        for (int from = 0; from < size; ) {
            int until = Math.min(size, from + 1 + random.nextInt(100));
            NumberTally.Builder part = new NumberTally.Builder();
            numbers.subList(from, until).forEach(part::add);
            sum = random.nextBoolean() ? sum.plus(part.build()) : part.build().plus(sum);
            from = until;
        }
        assertThat(sum).isEqualTo(all.build());
        assertThat(sum.total()).isEqualTo(size);
        assertThat(sum.size()).isLessThanOrEqualTo(NumberTally.LARGEST_BINS);
        assertThat(sum).isEqualTo(plainly(numbers, sum.halvings()));
        if (sum.halvings() > 0) {
            assertThat(plainly(numbers, sum.halvings() - 1).size()).isGreaterThan(NumberTally.LARGEST_BINS);
        }
    }

    private static NumberTally plainly(List<Double> numbers, int halvings) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        numbers.forEach(number -> counts.merge(DoubleBins.coarser(DoubleBins.bin(number), halvings), 1L, Long::sum));
        return new NumberTally(
                halvings,
                counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                counts.values().stream().mapToLong(Long::longValue).toArray());
    }

    @Example
    void shouldCountOnlyWhatIsAskedFor() {
        Asked asked = new Asked(Map.of("age", 40.0, "height", 1.8), Map.of("country", "de"), null);
        Combiner combiner = new Combiner(0, Events.CLOSING);
        ContentScope scope = new ContentScope(Set.of("v2.0"), Set.of("age"), false);
        Events events = Events.SERVED;
        for (Observation event : List.of(
                events.ok("served"),
                events.by("v1.0", Role.SERVED, true).ok("by another"),
                events.by("v2.0", Role.SHADOW, false).ok("copy"),
                events.by("v2.0", Role.SERVED, false).ok("by a rule"),
                events.of("ada").marked(false).ok("again"))) {
            combiner.add(event, Events.LIMITS);
            combiner.addContent(event, scope, () -> asked, () -> new Answer("yes", 1.0, null, null, null));
        }
        List<Delta.Contents> contents = combiner.drain().get("sentiment").contents();

        assertThat(contents).hasSize(1);
        assertThat(contents.get(0).asked().requests()).isEqualTo(1);
        assertThat(contents.get(0).asked().numbers()).containsOnlyKeys("age");
        assertThat(contents.get(0).asked().words()).isEmpty();
        assertThat(contents.get(0).answered()).isEqualTo(ValueTally.EMPTY);
    }

    @Example
    void shouldKeepNoMoreThanThereIsRoomFor() {
        ValueCounter counter = new ValueCounter();
        for (int i = 0; i < 1_000; i++) {
            counter.addRequest();
            counter.add("field" + i, (double) i);
            counter.add("word", "w" + i);
            counter.add("text", "x".repeat(WordTally.LONGEST + 1));
        }
        ValueTally tally = counter.build();
        assertThat(tally.numbers()).hasSize(ValueTally.LARGEST_FIELDS);
        assertThat(tally.words().get("word").counts()).hasSize(WordTally.LARGEST_WORDS);
        assertThat(tally.words().get("word").total()).isEqualTo(1_000);
        assertThat(tally.words().get("text").others()).isEqualTo(1_000);
    }
}
