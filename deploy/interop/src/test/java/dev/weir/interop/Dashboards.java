package dev.weir.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The questions that Grafana's dashboards ask Prometheus. */
final class Dashboards {
    /** Figures that there are only after something went wrong or was asked for, so that a panel of them may be empty. */
    private static final List<String> ONLY_WHEN_SOMETHING_HAPPENED = List.of(
            "weir_model_ticks_failed_total", // a fault of Weir
            "weir_signals_dead_total", // a record of a control topic that is none
            "weir_events_total{result=\"dead\"}", // an event that is none
            "weir_requests_unknown_model_total", // traffic of a model without a rollout
            "weir_router_fallbacks_total", // a candidate that did not answer
            "weir_router_netty_direct_bytes", // a sidecar whose Netty counts it, which it cannot on every JVM
            "weir_router_shadow_dropped_total", // more requests than are copied at once
            "weir_shadow_losses_total", // a request or a copy without the other
            "weir_notify_"); // a channel, of which this platform has none

    private Dashboards() {}

    /** Every expression by dashboard, panel and query, with Grafana's variables in their place. */
    static Map<String, String> expressions(Path directory) throws IOException {
        Map<String, String> expressions = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        expressions.put(
                                dashboard.path("title").asText() + " / "
                                        + panel.path("title").asText() + " / "
                                        + target.path("refId").asText(),
                                target.path("expr")
                                        .asText()
                                        .replace("$model", ".*")
                                        .replace("$instance", ".*")
                                        .replace("$__rate_interval", "10s"));
                    }
                }
            }
        }
        return expressions;
    }

    /** Whether a question may have no answer on a platform of which all is well. */
    static boolean isEmptyWhileAllIsWell(String expression) {
        return ONLY_WHEN_SOMETHING_HAPPENED.stream().anyMatch(expression::contains);
    }
}
