package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.statistics.drift.DriftRule;
import dev.weir.statistics.drift.FeatureWindow;
import dev.weir.window.ContentDraft;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommonBinsTest {
    @Test
    void shouldPutNumbersIntoTenthsOfTheReference() {
        ContentDraft then = new ContentDraft();
        ContentDraft now = new ContentDraft();
        for (int i = 0; i < 1_000; i++) {
            then.request("age", i % 100);
            now.request("age", i % 50);
        }
        assertThat(only(then, now))
                .isEqualTo(new FeatureWindow(
                        "age",
                        Collections.nCopies(10, 100L),
                        List.of(200L, 200L, 200L, 200L, 200L, 0L, 0L, 0L, 0L, 0L)));
    }

    @Test
    void shouldTellWhatIsBeyondTheReferenceApart() {
        ContentDraft then = new ContentDraft();
        ContentDraft now = new ContentDraft();
        for (int i = 0; i < 200; i++) {
            then.request("constant", 7);
            now.request("constant", i < 150 ? 7 : i < 180 ? -3 : 8);
        }
        // Below, as before, above.
        assertThat(only(then, now).current()).containsExactly(30L, 150L, 20L);
        assertThat(only(then, now).reference()).containsExactly(0L, 200L, 0L);
    }

    @Test
    void shouldTakeAFieldThatIsNotFilledAnyMoreForABin() {
        ContentDraft then = new ContentDraft();
        ContentDraft now = new ContentDraft();
        for (int i = 0; i < 300; i++) {
            then.request("country", "de");
            now.request(i % 3 == 0 ? "country" : "land", "de");
        }
        assertThat(CommonBins.of(then.tally(), now.tally()))
                .containsExactly(
                        new FeatureWindow("country", List.of(0L, 300L), List.of(200L, 100L)),
                        new FeatureWindow("land", List.of(300L, 0L), List.of(100L, 200L)));
    }

    @Test
    void shouldCountRareWordsTogether() {
        ContentDraft then = new ContentDraft();
        ContentDraft now = new ContentDraft();
        for (int i = 0; i < 1_000; i++) {
            then.request("country", i < 900 ? "de" : i < 990 ? "fr" : "c" + i);
            now.request("country", i < 900 ? "de" : i < 910 ? "fr" : "new");
        }
        // Others, then by their frequency in both: de, fr, new.
        assertThat(only(then, now).reference()).containsExactly(10L, 900L, 90L, 0L);
        assertThat(only(then, now).current()).containsExactly(0L, 900L, 10L, 90L);
    }

    /** Of a field of which most words are counted together, what is told apart in one window is not missing in the other. */
    @Test
    void shouldNotTakeWordsThatCameFirstForADrift() {
        Random random = new Random(7);
        ContentDraft then = new ContentDraft();
        ContentDraft now = new ContentDraft();
        for (int i = 0; i < 5_000; i++) {
            then.request("user", "u" + random.nextInt(400));
            now.request("user", "u" + random.nextInt(400));
        }
        assertThat(new DriftRule(0.01, 0.01)
                        .judge(CommonBins.of(then.tally(), now.tally()))
                        .drifted())
                .isEmpty();
    }

    /**
     * The significance alone, without the size that is asked for besides: the share of windows in which any of six fields is
     * named is at most alpha.
     */
    @Test
    void shouldNameAFieldWithoutDriftNoMoreOftenThanPromised() {
        Random random = new Random(42);
        int windows = 2_000;
        int named = 0;
        for (int i = 0; i < windows; i++) {
            DriftRule rule = new DriftRule(1e-6, 0.05);
            named += rule.judge(CommonBins.of(
                                    draft(random, 700).tally(),
                                    draft(random, 300).tally()))
                            .drifted()
                            .isEmpty()
                    ? 0
                    : 1;
        }
        // 0.05 and three standard errors.
        assertThat(named / (double) windows).isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / windows));
        assertThat(named).as("a test that can fail at all").isPositive();
    }

    private static ContentDraft draft(Random random, int requests) {
        ContentDraft draft = new ContentDraft();
        for (int i = 0; i < requests; i++) {
            draft.request("normal", random.nextGaussian())
                    .and("skewed", Math.exp(2 * random.nextGaussian()))
                    .and("count", (double) random.nextInt(4))
                    .and("pressure", 1_013 + 8 * random.nextGaussian())
                    .and("rare", random.nextInt(100) == 0 ? "yes" : "no")
                    .and("country", "c" + (int) (30 * Math.pow(random.nextDouble(), 3)));
            if (random.nextInt(10) == 0) {
                draft.and("sometimes", 1.0);
            }
        }
        return draft;
    }

    private static FeatureWindow only(ContentDraft then, ContentDraft now) {
        List<FeatureWindow> fields = CommonBins.of(then.tally(), now.tally());
        assertThat(fields).hasSize(1);
        return fields.get(0);
    }
}
