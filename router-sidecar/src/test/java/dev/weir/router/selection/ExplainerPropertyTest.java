package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ExplainerPropertyTest {

    private static final List<SegmentRule> RULES =
            List.of(new SegmentRule("tier", "gold", "v2"), new SegmentRule("tier", "silver", "v3"));

    @Property
    void shouldNameTheRuleThatDecidedAndItAlone(
            @ForAll @IntRange(max = 20) int number,
            @ForAll @IntRange(max = 10_000) int weightBps,
            @ForAll boolean killSwitch,
            @ForAll boolean anonymous,
            @ForAll @IntRange(max = 2) int tier) {
        CompiledTable table =
                Tables.table("m", 3, weightBps, "salt", Map.of("user-3", "v2", "user-4", "v1"), RULES, killSwitch);
        Selector selector = Selector.of(table);
        String unit = anonymous ? null : "user-" + number;
        Map<String, String> segments = List.of(
                        Map.<String, String>of(), Map.of("tier", "gold"), Map.of("tier", "silver", "x", "y"))
                .get(tier);
        Explanation explanation = Explainer.explain(selector, unit, "request-" + number, segments);
        assertThat(explanation.selection()).isEqualTo(selector.select(unit, "request-" + number, segments));
        assertThat(explanation.steps()).hasSize(5);
        assertThat(explanation.steps())
                .filteredOn(Explanation.Step::decided)
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.matched()).isTrue();
                    assertThat(step.rule()).isEqualTo(explanation.selection().reason());
                    assertThat(step.variant()).isEqualTo(explanation.selection().variant());
                    assertThat(step.because()).contains(step.variant());
                });
    }
}
