package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AccuracyWatchTest {
    private static final long SINCE = 1_800_000_000L;
    private static final Duration CLOSING = Duration.ofSeconds(11);
    private static final AccuracyTerms KNOWN =
            new AccuracyTerms(0.92, 1_000, 0.01, 0.95, Duration.ofSeconds(360), 1_000);
    private static final AccuracyTerms MEASURED =
            new AccuracyTerms(null, 1_000, 0.01, 0.95, Duration.ofSeconds(360), 1_000);

    /** A stream of seconds with ten labelled requests each. */
    private static final class Traffic {
        private final Random random;
        private AccuracyWatch watch;
        private long second = SINCE;

        Traffic(AccuracyTerms terms, long seed) {
            this.random = new Random(seed);
            this.watch = AccuracyWatch.begin("v2.0", terms, SINCE);
        }

        Traffic run(int labels, double accuracy) {
            for (int i = 0; i < labels / 10; i++) {
                int right = 0;
                for (int k = 0; k < 10; k++) {
                    right += random.nextDouble() < accuracy ? 1 : 0;
                }
                watch = watch.take(second, new Labels(10, 10, right));
                second++;
                watch = watch.close(second + 371, CLOSING);
            }
            return this;
        }

        int labelsToAlarm(double accuracy, int most) {
            int labels = 0;
            while (!watch.hasDrifted() && labels < most) {
                run(10, accuracy);
                labels += 10;
            }
            return labels;
        }
    }

    @Test
    void shouldFindALossOfSevenPointsWithinSomeHundredLabels() {
        List<Integer> delays = new ArrayList<>();
        for (int seed = 0; seed < 101; seed++) {
            delays.add(new Traffic(KNOWN, seed).run(5_000, 0.92).labelsToAlarm(0.85, 5_000));
        }
        Collections.sort(delays);
        assertThat(delays.get(50)).isBetween(200, 400);
        assertThat(delays.get(100)).isLessThan(2_000);
    }

    @Test
    void shouldHardlyEverAlarmWhileNothingIsLost() {
        long alarmed = 0;
        for (int seed = 0; seed < 50; seed++) {
            alarmed += new Traffic(KNOWN, 1_000 + seed).run(20_000, 0.92).watch.hasDrifted() ? 1 : 0;
        }
        assertThat(alarmed).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldMeasureWhatItWasDeployedWith() {
        Traffic traffic = new Traffic(MEASURED, 7).run(1_500, 0.92);

        assertThat(traffic.watch.deployed()).isBetween(0.89, 0.95);
        assertThat(traffic.watch.detector().leastAccuracy()).isLessThan(traffic.watch.deployed() - 0.01);
        assertThat(traffic.run(10_000, 0.92).watch.hasDrifted()).isFalse();
        assertThat(traffic.labelsToAlarm(0.8, 5_000)).isLessThan(1_000);
    }

    @Test
    void shouldEndAnAlarmWhenTheModelIsRightAgain() {
        Traffic traffic = new Traffic(KNOWN, 3).run(3_000, 0.8);
        assertThat(traffic.watch.hasDrifted()).isTrue();

        traffic.run(4_000, 0.95);

        assertThat(traffic.watch.hasDrifted()).isFalse();
        assertThat(traffic.watch.present().accuracy()).isGreaterThan(0.92);
    }

    @Test
    void shouldNotBeMisledByLabelsThatComeSoonerWhereTheAnswerWasWrong() {
        AccuracyWatch watch = AccuracyWatch.begin("v2.0", KNOWN, SINCE);
        for (long second = SINCE; second < SINCE + 2_000; second++) {
            // Mistakes are known at once, successes five minutes later: labels so far are mostly of mistakes.
            watch = watch.take(second, new Labels(25, 2, 0));
            if (second - 300 >= SINCE) {
                watch = watch.take(second - 300, new Labels(0, 23, 23));
            }
            watch = watch.close(second, CLOSING);
        }
        assertThat(watch.hasDrifted()).isFalse();
        assertThat(watch.present().accuracy()).isEqualTo(0.92);
    }

    @Test
    void shouldCountWhatComesAfterTheHorizon() {
        AccuracyWatch watch = AccuracyWatch.begin("v2.0", KNOWN, SINCE)
                .take(SINCE, new Labels(20, 0, 0))
                .close(SINCE + 372, CLOSING)
                .take(SINCE, new Labels(0, 5, 5));

        assertThat(watch.late()).isEqualTo(5);
        assertThat(watch.present()).isEqualTo(Labels.NONE);
    }

    @Test
    void shouldNotWatchWhatWasAskedBeforeItBegan() {
        AccuracyWatch watch = AccuracyWatch.begin("v2.0", KNOWN, SINCE).take(SINCE - 1, new Labels(20, 20, 0));

        assertThat(watch.open()).isEmpty();
        assertThat(watch.late()).isZero();
    }

    @Test
    void shouldSayThatAnAccuracyNearNothingCannotBeWatched() {
        Traffic traffic = new Traffic(MEASURED, 1).run(2_000, 0.01);

        assertThat(traffic.watch.isTooLow()).isTrue();
        assertThat(traffic.watch.hasDrifted()).isFalse();
    }

    @Property(tries = 200)
    void shouldNotDependOnTheOrderInWhichLabelsComeWithinTheHorizon(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 299) Integer> seconds, @ForAll long seed) {
        List<Integer> shuffled = new ArrayList<>(seconds);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(closed(shuffled)).isEqualTo(closed(seconds));
    }

    private static AccuracyWatch closed(List<Integer> seconds) {
        AccuracyWatch watch = AccuracyWatch.begin("v2.0", KNOWN, SINCE);
        for (int second : seconds) {
            watch = watch.take(SINCE + second, new Labels(7, 5, second % 5));
            watch = watch.close(SINCE + 100, CLOSING);
        }
        return watch.close(SINCE + 10_000, CLOSING);
    }
}
