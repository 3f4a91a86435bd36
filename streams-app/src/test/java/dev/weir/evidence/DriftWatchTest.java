package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.window.ContentDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DriftWatchTest {
    private static final long START = 1_700_000_000L;
    private static final DriftTerms TERMS = new DriftTerms(List.of(), true, Duration.ofSeconds(60), 100, 0.2, 0.01);

    private final Random random = new Random(3);

    @Example
    void shouldTakeTheFirstWholeWindowForTheReferenceAndCompareEachThatFollows() {
        DriftWatch watch = DriftWatch.begin("v1.0", null, TERMS, START + 3);
        count(watch, "v1.0", START, 50, 0);
        for (int i = 1; i <= 18; i++) {
            count(watch, "v1.0", START + 10 * i, 50, i > 12 ? 2 : 0);
        }
        // The window is from START + 10 to START + 70.
        assertThat(watch.close(START + 69)).isEmpty();
        DriftLook first = watch.close(START + 70).orElseThrow();
        assertThat(first.isReference()).isTrue();
        assertThat(first.reference().requests()).isEqualTo(300);
        assertThat(first.reference().from()).isEqualTo(START + 10);

        DriftLook second = watch.close(START + 300).orElseThrow();
        assertThat(second.isTelling()).isTrue();
        assertThat(second.haveFeaturesDrifted()).isFalse();
        assertThat(second.havePredictionsDrifted()).isFalse();
        assertThat(second.current().from()).isEqualTo(START + 70);

        DriftLook third = watch.close(START + 300).orElseThrow();
        assertThat(third.features().drifted()).containsExactly("age");
        assertThat(third.score()).isEqualTo(0.5);
        assertThat(third.havePredictionsDrifted()).isFalse();
        assertThat(third.reference()).isEqualTo(first.reference());
        assertThat(watch.close(START + 300)).isEmpty();
        assertThat(watch.late()).as("requests from before it began").isZero();
    }

    @Example
    void shouldGoOnWithAWindowThatHasTooFewRequests() {
        DriftWatch watch = DriftWatch.begin("v1.0", null, TERMS, START);
        count(watch, "v1.0", START, 99, 0);
        assertThat(watch.close(START + 60)).isEmpty();
        // Nothing of it is lost while nothing comes.
        assertThat(watch.close(START + 600)).isEmpty();
        count(watch, "v1.0", START + 610, 1, 0);
        DriftLook look = watch.close(START + 660).orElseThrow();
        assertThat(look.reference().requests()).isEqualTo(100);
        assertThat(look.reference().from()).isEqualTo(START);
        assertThat(look.reference().until()).isEqualTo(START + 660);
    }

    @Example
    void shouldCountWhatIsTooLateInNoWindow() {
        DriftWatch watch = DriftWatch.begin("v1.0", null, TERMS, START);
        count(watch, "v1.0", START, 200, 0);
        watch.close(START + 60).orElseThrow();
        count(watch, "v1.0", START + 50, 500, 3);
        assertThat(watch.late()).isEqualTo(500);
        count(watch, "v1.0", START + 60, 200, 0);
        assertThat(watch.close(START + 120).orElseThrow().current().requests()).isEqualTo(200);
    }

    @Example
    void shouldCompareVariantsThatServeSideBySide() {
        DriftWatch watch = DriftWatch.begin("v2.0", "v1.0", TERMS, START);
        for (int i = 0; i < 12; i++) {
            // Both are asked other things in the second window: that is no difference between them.
            count(watch, "v1.0", START + 10 * i, 100, i < 6 ? 0 : 5);
            count(watch, "v2.0", START + 10 * i, 20, i < 6 ? 0 : 5);
        }
        for (int window = 1; window <= 2; window++) {
            DriftLook look = watch.close(START + 120).orElseThrow();
            assertThat(look.reference().requests()).isEqualTo(600);
            assertThat(look.current().requests()).isEqualTo(120);
            assertThat(look.isTelling()).isTrue();
            assertThat(look.features().drifted()).isEmpty();
        }
        assertThat(watch.close(START + 120)).isEmpty();
    }

    @Example
    void shouldSayThatThereIsNothingToCompare() {
        DriftWatch watch = DriftWatch.begin("v1.0", null, TERMS, START);
        for (int i = 0; i < 2; i++) {
            ContentDraft answers = new ContentDraft();
            for (int k = 0; k < 200; k++) {
                answers.request("label", "yes");
            }
            watch.take(ContentDraft.contents("v1.0", START + 60 * i, new ContentDraft(), answers));
        }
        assertThat(watch.close(START + 120).orElseThrow().isReference()).isTrue();
        DriftLook look = watch.close(START + 120).orElseThrow();
        assertThat(look.features().judged()).isEmpty();
        assertThat(look.answers().judged()).hasSize(1);
    }

    /** Nothing of it depends on when a task ended and another went on. */
    @Property(tries = 100)
    void shouldGoOnAsIfItHadNeverBeenStored(@ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int steps) {
        Random chance = new Random(seed);
        String against = chance.nextBoolean() ? "v1.0" : null;
        DriftWatch steady = DriftWatch.begin("v2.0", against, TERMS, START);
        DriftWatch stored = DriftWatch.begin("v2.0", against, TERMS, START);
        List<DriftLook> looks = new ArrayList<>();
        List<DriftLook> looksOfStored = new ArrayList<>();
        long second = START;
        for (int i = 0; i < steps; i++) {
            long at = (second + chance.nextInt(100) - 40) / 10 * 10;
            String variant = chance.nextBoolean() ? "v1.0" : "v2.0";
            ContentDraft asked = new ContentDraft();
            ContentDraft answered = new ContentDraft();
            draft(chance, chance.nextInt(90), chance.nextInt(2), asked, answered);
            steady.take(ContentDraft.contents(variant, at, asked, answered));
            stored.take(ContentDraft.contents(variant, at, asked, answered));
            second += chance.nextInt(30);
            drain(steady, second, looks);
            drain(stored, second, looksOfStored);
            if (chance.nextInt(3) == 0) {
                stored = DriftWatch.restore(stored.stored());
            }
        }
        assertThat(looksOfStored).isEqualTo(looks);
        assertThat(stored.stored()).isEqualTo(steady.stored());
    }

    private static void drain(DriftWatch watch, long second, List<DriftLook> looks) {
        for (Optional<DriftLook> look = watch.close(second); look.isPresent(); look = watch.close(second)) {
            looks.add(look.get());
        }
    }

    private void count(DriftWatch watch, String variant, long second, int requests, double shift) {
        ContentDraft asked = new ContentDraft();
        ContentDraft answered = new ContentDraft();
        draft(random, requests, shift, asked, answered);
        watch.take(ContentDraft.contents(variant, second, asked, answered));
    }

    private static void draft(Random random, int requests, double shift, ContentDraft asked, ContentDraft answered) {
        for (int i = 0; i < requests; i++) {
            asked.request("age", 40 + 10 * (random.nextGaussian() + shift)).and("country", "c" + random.nextInt(4));
            answered.request("label", "l" + random.nextInt(3)).and("score", random.nextDouble());
        }
    }
}
