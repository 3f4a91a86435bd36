package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What it would have cost to wait with a rollback: failures = requests a second of both variants in the last stage x seconds x
 * the candidate's share x its error rate as the verdict behind the rollback had it.
 */
public final class Waiting {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final double ALL_BPS = 10_000;

    private final Course course;
    private final List<JsonNode> windows;
    private final Optional<JsonNode> verdict;

    /**
     * @param windows windows of requests served, all traffic, of the rollout
     * @param verdict the verdict that its end rests on
     */
    Waiting(Course course, List<JsonNode> windows, Optional<JsonNode> verdict) {
        this.course = course;
        this.windows = windows;
        this.verdict = verdict;
    }

    /**
     * The cost as {@code oneDayLater}, one day more at the weight of the last stage, and {@code nextStage}, the next one for
     * its shortest time; each JSON's null where it cannot be told.
     *
     * @param decisions Decisions of one rollout from its START on, oldest first
     * @param windows   MetricsWindows of requests served in it, all traffic, in the order of time; those of its last stage
     *                  are enough
     * @param verdict   the Verdict that its end rests on; empty where it is not known
     * @return empty unless the rollout was rolled back
     */
    public static Optional<ObjectNode> of(
            List<JsonNode> decisions, List<JsonNode> windows, Optional<JsonNode> verdict) {
        Course course = Course.of(decisions);
        return course.status().equals("ROLLED_BACK")
                ? Optional.of(new Waiting(course, windows, verdict).toJson())
                : Optional.empty();
    }

    /** Both costs; of a rollout that was rolled back. */
    ObjectNode toJson() {
        ObjectNode node = NODES.objectNode();
        node.set("oneDayLater", oneDayLater());
        return node.set("nextStage", nextStage());
    }

    private JsonNode oneDayLater() {
        return ahead(
                course.candidateBps(course.planned(course.stage())), DAY_MILLIS, "One day more at the same weight");
    }

    private JsonNode nextStage() {
        List<JsonNode> planned = course.planned();
        for (int i = 0; i + 1 < planned.size(); i++) {
            if (planned.get(i).path("name").asText().equals(course.stage())) {
                JsonNode next = planned.get(i + 1);
                JsonNode found = ahead(
                        course.candidateBps(next),
                        next.path("minDurationMs").asLong(),
                        "The next stage, " + next.path("name").asText() + " at "
                                + Words.weight(course.candidateBps(next)) + " for "
                                + Words.span(next.path("minDurationMs").asLong()));
                return found instanceof ObjectNode node
                        ? node.put("stage", next.path("name").asText())
                        : found;
            }
        }
        return NODES.nullNode();
    }

    private JsonNode ahead(int bps, long millis, String what) {
        Double errors = errorRate();
        double requests = Math.rint(rate() * millis / 1_000 * bps / ALL_BPS);
        if (errors == null || requests == 0) {
            return NODES.nullNode();
        }
        long failures = Math.round(requests * errors);
        String sentence = String.format(
                Locale.ROOT,
                "%s: %s requests x %s = %s failures",
                what,
                Words.grouped(requests),
                Words.percent(errors),
                Words.grouped(failures));
        return NODES.objectNode()
                .put("weightBps", bps)
                .put("durationMs", millis)
                .put("requests", (long) requests)
                .put("errorRate", errors)
                .put("failures", failures)
                .put("message", sentence + ".");
    }

    /** Requests a second of both variants in the last stage; 0 where it is not known. */
    private double rate() {
        List<JsonNode> stage = windows.stream()
                .filter(window -> isOfLastStage(window) && course.isBeforeEnd(window))
                .toList();
        if (stage.isEmpty()) {
            return 0;
        }
        Instant from = Dossier.instant(stage.get(0), "windowStart");
        Instant until = stage.stream()
                .map(window -> Dossier.instant(window, "windowEnd"))
                .max(Instant::compareTo)
                .orElse(from);
        long requests = stage.stream()
                .mapToLong(window -> window.path("requests").asLong())
                .sum();
        return 1_000.0 * requests / Math.max(1, Duration.between(from, until).toMillis());
    }

    /** The candidate's error rate as its end rests on, else as it was over the last stage, else over all. */
    private Double errorRate() {
        Optional<Double> judged = verdict.stream()
                .flatMap(each -> Toll.elements(each.path("checks")))
                .filter(check -> check.path("metric").asText().equals("errorRate")
                        && !check.path("segment").isTextual())
                .filter(check -> check.path("candidateValue").isNumber())
                .map(check -> check.path("candidateValue").asDouble())
                .findFirst();
        Double inStage = errorRate(windows.stream().filter(this::isOfLastStage).toList());
        return judged.orElse(inStage == null ? errorRate(windows) : inStage);
    }

    /** What the candidate's requests come to in some windows; null without any. */
    private Double errorRate(List<JsonNode> some) {
        List<JsonNode> ofCandidate = some.stream()
                .filter(window -> course.variant("candidate")
                        .equals(window.path("variant").asText()))
                .toList();
        long requests = ofCandidate.stream()
                .mapToLong(window -> window.path("requests").asLong())
                .sum();
        long errors = ofCandidate.stream()
                .mapToLong(window -> window.path("errors").asLong())
                .sum();
        return requests == 0 ? null : (Double) ((double) errors / requests);
    }

    private boolean isOfLastStage(JsonNode window) {
        return Objects.equals(course.stage(), window.path("stage").asText());
    }
}
