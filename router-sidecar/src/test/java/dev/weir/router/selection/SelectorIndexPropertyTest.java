package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SelectorIndexPropertyTest {

    @Property(tries = 300)
    void shouldFindEachModelThereIsAndNoOther(
            @ForAll("models") Set<String> models, @ForAll("models") Set<String> others) {
        Map<String, Selector> selectors = models.stream()
                .collect(Collectors.toMap(
                        model -> model,
                        model -> Selector.of(Tables.table(model, 1, 500, "s", Map.of(), List.of(), false))));
        Selector[] slots = SelectorIndex.of(selectors.values());
        selectors.forEach((model, selector) ->
                assertThat(SelectorIndex.find(slots, new String(model))).isSameAs(selector));
        others.stream()
                .filter(other -> !models.contains(other))
                .forEach(other -> assertThat(SelectorIndex.find(slots, other)).isNull());
    }

    /** Names like "AaBB" and "BBAa" have one hash, so that they come one after another. */
    @Provide
    Arbitrary<Set<String>> models() {
        Arbitrary<String> colliding =
                Arbitraries.of("Aa", "BB").list().ofMinSize(1).ofMaxSize(5).map(parts -> String.join("", parts));
        return Arbitraries.oneOf(colliding, Arbitraries.strings().ofMaxLength(12))
                .set()
                .ofMaxSize(60);
    }
}
