package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class SelectorPropertyTest {

    private static final int UNITS = 20_000;

    @Property
    void shouldKeepAUnitAtTheCandidateWhenTheWeightGrows(
            @ForAll String unit,
            @ForAll @StringLength(max = 20) String salt,
            @ForAll @IntRange(max = 10_000) int before,
            @ForAll @IntRange(max = 10_000) int growth) {
        int after = Math.min(10_000, before + growth);
        if (variant(Tables.weighted(1, before, salt), unit).equals("v2")) {
            assertThat(variant(Tables.weighted(2, after, salt), unit)).isEqualTo("v2");
        }
    }

    @Property(tries = 60)
    void shouldGiveTheCandidateItsShare(
            @ForAll @StringLength(min = 1, max = 12) @AlphaChars String salt,
            @ForAll @IntRange(min = 1, max = 9_999) int weightBps) {
        CompiledTable table = Tables.weighted(1, weightBps, salt);
        int candidates = 0;
        for (int unit = 0; unit < UNITS; unit++) {
            candidates += variant(table, "user-" + unit).equals("v2") ? 1 : 0;
        }
        double share = weightBps / 10_000.0;
        assertThat((double) candidates / UNITS).isCloseTo(share, within(farthest(share)));
    }

    @Property
    void shouldDecideByTheUnitWhateverTheRequest(
            @ForAll @NumericChars @StringLength(min = 1, max = 9) String unit,
            @ForAll String first,
            @ForAll String second,
            @ForAll @IntRange(max = 10_000) int weightBps) {
        CompiledTable table = Tables.weighted(1, weightBps, "salt");
        assertThat(Selector.of(table).select(unit, first, Map.of()))
                .isEqualTo(Selector.of(table).select(unit, second, Map.of()));
    }

    @Property
    void shouldSendEverythingToTheBaselineWhenTheKillSwitchIsOn(
            @ForAll String unit, @ForAll @IntRange(max = 10_000) int weightBps) {
        CompiledTable table = Tables.table(
                "m", 3, weightBps, "salt", Map.of(unit, "v2"), List.of(new SegmentRule("tier", "gold", "v2")), true);
        assertThat(Selector.of(table).select(unit, "r", Map.of("tier", "gold")))
                .isEqualTo(new Selection("v1", Reason.KILL_SWITCH, 3, null));
    }

    @Property(tries = 20)
    void shouldCopyTheSampledShareOfRequestsToTheShadow(@ForAll @IntRange(min = 1, max = 9_999) int sampleBps) {
        CompiledTable table = shadowed(sampleBps);
        int copies = 0;
        for (int request = 0; request < UNITS; request++) {
            copies += Selector.of(table)
                                    .select("user", "request-" + request, Map.of())
                                    .shadow()
                            == null
                    ? 0
                    : 1;
        }
        double share = sampleBps / 10_000.0;
        assertThat((double) copies / UNITS).isCloseTo(share, within(farthest(share)));
    }

    /**
     * How far from a share that of so many independent draws is at most, once in 10^9 tries excepted: t of Bernstein's
     * inequality, P(|S - np| >= t) <= 2 exp(-t^2 / (2 (n p (1 - p) + t / 3))), which holds for the smallest shares too.
     */
    private static double farthest(double share) {
        double log = Math.log(2e9);
        double variance = UNITS * share * (1 - share);
        return (log / 3 + Math.sqrt(log * log / 9 + 2 * log * variance)) / UNITS;
    }

    private static CompiledTable shadowed(int sampleBps) {
        return new CompiledTable(
                "m",
                1,
                Instant.EPOCH,
                "rollout",
                "shadow",
                "v1",
                "v2",
                0,
                new Mirror("v2", sampleBps),
                "salt",
                Map.of(),
                List.of(),
                false,
                "decision-1");
    }

    private static String variant(CompiledTable table, String unit) {
        return Selector.of(table).select(unit, "request", Map.of()).variant();
    }
}
