package dev.weir.router.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.meters.MeterFamily.Kind;
import dev.weir.router.meters.MeterFamily.Value;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeterFamilyTest {

    private final Map<String, Double> values = new TreeMap<>(Map.of("a", 1.0, "b", 2.0));

    @Test
    void shouldShowPrometheusTheValuesThereAreWhenItScrapes() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        family("weir.revision", Kind.GAUGE).register(meters);
        family("weir.lost", Kind.COUNTER).register(meters);
        values.put("c", 3.0);
        values.remove("a");
        assertThat(meters.scrape())
                .contains(
                        "# HELP weir_revision what it says\n# TYPE weir_revision gauge\n",
                        "weir_revision{model=\"b\"} 2.0\nweir_revision{model=\"c\"} 3.0\n",
                        "weir_lost_total{model=\"c\"} 3.0\n")
                .doesNotContain("model=\"a\"");
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void shouldShowAnyOtherRegistryTheValuesThereWereAtFirst() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        family("weir.revision", Kind.GAUGE).register(meters);
        family("weir.lost", Kind.COUNTER).register(meters);
        values.put("b", 7.0);
        assertThat(meters.get("weir.revision").tag("model", "b").gauge().value())
                .isEqualTo(7);
        assertThat(meters.get("weir.lost").tag("model", "b").functionCounter().count())
                .isEqualTo(7);
    }

    private MeterFamily family(String name, Kind kind) {
        return new MeterFamily(name, "what it says", kind, List.of("model"), () -> values.entrySet().stream()
                .map(entry -> new Value(List.of(entry.getKey()), entry.getValue())));
    }
}
