package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What changed over a rollout, as series: the figures of each check, those of each variant, and the split. */
final class Evidence {
    /** More points than a chart has pixels tell nothing. */
    private static final int MOST_POINTS = 600;

    private static final List<String> FIGURES = List.of(
            "baselineValue",
            "candidateValue",
            "ratio",
            "threshold",
            "ciLow",
            "ciHigh",
            "eValue",
            "eValueNeeded",
            "advanceEValue",
            "advanceEValueNeeded",
            "baselineSamples",
            "candidateSamples");
    private static final List<String> WINDOW = List.of(
            "requests",
            "errors",
            "errorRate",
            "timeoutRate",
            "latencyP50Micros",
            "latencyP95Micros",
            "latencyP99Micros");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Evidence() {}

    /** Verdicts on the rollout's checks, without those on accuracy and drift. */
    static List<JsonNode> judged(List<JsonNode> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !"DRIFT".equals(verdict.path("kind").asText()))
                .toList();
    }

    /** One series a metric and segment, in the order they were first seen; of many points every n-th, and the last. */
    static ArrayNode checks(List<JsonNode> verdicts) {
        int every = Math.max(1, (verdicts.size() + MOST_POINTS - 1) / MOST_POINTS);
        Map<List<String>, ObjectNode> series = new LinkedHashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            JsonNode verdict = verdicts.get(i);
            boolean isKept = i % every == 0
                    || i == verdicts.size() - 1
                    || verdict.path("status").asText().equals("DEGRADED");
            if (isKept) {
                verdict.path("checks").forEach(check -> add(series, verdict, check));
            }
        }
        ArrayNode all = NODES.arrayNode();
        series.values().forEach(all::add);
        return all;
    }

    private static void add(Map<List<String>, ObjectNode> series, JsonNode verdict, JsonNode check) {
        String metric = check.path("metric").asText();
        String segment = check.path("segment").textValue();
        boolean isExperiment = "AB_TEST".equals(verdict.path("kind").asText()) && isOutcome(check);
        String use = isExperiment ? "experiment" : "guardrail";
        ObjectNode one = series.computeIfAbsent(List.of(metric, segment == null ? "" : segment, use), key -> {
            ObjectNode node = NODES.objectNode()
                    .put("metric", metric)
                    .put("segment", segment)
                    .put("use", use);
            node.putArray("points");
            return node;
        });
        ObjectNode point = ((ArrayNode) one.get("points")).addObject();
        point.set("at", verdict.get("timestamp"));
        point.set("stage", verdict.get("stage"));
        FIGURES.forEach(figure -> point.set(figure, check.get(figure)));
        point.set("state", check.get("state"));
    }

    /** Checks of an experiment's outcomes, which are no ratios with a limit. */
    static boolean isOutcome(JsonNode check) {
        String metric = check.path("metric").asText();
        return switch (metric) {
            case "success", "labelled", "reward", "latency" -> true;
            case "cost" -> check.path("threshold").asDouble() < 1;
            default -> false;
        };
    }

    /** The windows of all traffic of a variant and role, one series each. */
    static ArrayNode variants(List<JsonNode> windows) {
        Map<List<String>, ArrayNode> series = new LinkedHashMap<>();
        ArrayNode all = NODES.arrayNode();
        for (JsonNode window : windows) {
            List<String> key =
                    List.of(window.path("variant").asText(), window.path("role").asText());
            ArrayNode points = series.computeIfAbsent(key, name -> {
                ObjectNode node = all.addObject().put("variant", name.get(0)).put("role", name.get(1));
                return node.putArray("points");
            });
            ObjectNode point = points.addObject();
            point.set("at", window.get("windowStart"));
            WINDOW.forEach(figure -> point.set(figure, window.get(figure)));
        }
        return all;
    }

    /** The candidate's share of the requests served, beside what was planned at the start of each window. */
    static ArrayNode split(List<JsonNode> windows, Course course) {
        Map<String, long[]> served = new LinkedHashMap<>();
        for (JsonNode window : windows) {
            String variant = window.path("variant").asText();
            if ("SERVED".equals(window.path("role").asText())) {
                long[] counts =
                        served.computeIfAbsent(window.path("windowStart").asText(), start -> new long[2]);
                long requests = window.path("requests").asLong();
                counts[0] += requests;
                counts[1] += variant.equals(course.variant("candidate")) ? requests : 0;
            }
        }
        List<String> starts = new ArrayList<>(served.keySet());
        ArrayNode points = NODES.arrayNode();
        for (String start : starts) {
            long[] counts = served.get(start);
            if (counts[0] > 0) {
                ObjectNode point = points.addObject().put("at", start);
                point.put("intendedBps", intended(course, Instant.parse(start)));
                point.put("realisedBps", Math.round(10_000.0 * counts[1] / counts[0]));
                point.put("requests", counts[0]);
            }
        }
        return points;
    }

    private static Integer intended(Course course, Instant at) {
        for (int i = course.visits().size() - 1; i >= 0; i--) {
            Course.Visit visit = course.visits().get(i);
            if (!at.isBefore(visit.from())) {
                boolean isOver = visit.until() != null && !at.isBefore(visit.until());
                if (isOver) {
                    return course.status().equals("PROMOTED") ? Integer.valueOf(10_000) : Integer.valueOf(0);
                }
                return course.candidateBps(course.planned(visit.stage()));
            }
        }
        return 0;
    }
}
