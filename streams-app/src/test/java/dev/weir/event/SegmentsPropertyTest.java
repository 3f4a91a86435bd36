package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class SegmentsPropertyTest {
    @Property
    void shouldBeTheSameStringForTheSameAttributesAndGiveEachBack(
            @ForAll @Size(max = 5) Map<@AlphaChars @StringLength(min = 1, max = 4) String, String> attributes) {
        String canonical = Segments.canonical(attributes);
        Map<String, String> reversed = new LinkedHashMap<>();
        List<String> keys =
                attributes.keySet().stream().sorted((a, b) -> b.compareTo(a)).toList();
        keys.forEach(key -> reversed.put(key, attributes.get(key)));
        assertThat(Segments.canonical(reversed)).isEqualTo(canonical);
        attributes.forEach(
                (key, value) -> assertThat(Segments.value(canonical, key)).isEqualTo(value.replace('\u001f', '_')));
        assertThat(Segments.project(canonical, keys)).isEqualTo(canonical);
    }

    @Example
    void shouldSayUnknownAndOther() {
        String canonical = Segments.canonical(Map.of("user_type", "free", "region", "a=b"));
        assertThat(Segments.value(canonical, "user")).isEqualTo(Segments.UNKNOWN);
        assertThat(Segments.value(canonical, "region")).isEqualTo("a=b");
        assertThat(Segments.value(Segments.others(canonical), "region")).isEqualTo(Segments.OTHER);
        assertThat(Segments.project(Segments.NONE, List.of("b", "a"))).isEqualTo("a=unknown\u001fb=unknown");
        assertThat(Segments.project(canonical, List.of())).isEqualTo(Segments.NONE);
    }
}
