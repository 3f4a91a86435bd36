package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way a rollout took: its decisions, the stages it went through and how it ended.
 *
 * @param plan      the plan as its START has it; a missing node where the log is older than that field
 * @param decisions oldest first, the START first
 * @param visits    stages in the order they were entered
 * @param end       the decision that ended it last; empty while it runs
 */
record Course(JsonNode plan, List<JsonNode> decisions, List<Visit> visits, Optional<JsonNode> end) {
    private static final int ALL_BPS = 10_000;

    /**
     * Time spent in a stage.
     *
     * @param stage its name
     * @param from  instant it was entered
     * @param until instant it was left; null while it has not been
     */
    record Visit(String stage, Instant from, Instant until) {}

    static Course of(List<JsonNode> decisions) {
        List<Visit> visits = new ArrayList<>();
        Optional<JsonNode> end = Optional.empty();
        for (JsonNode decision : decisions) {
            Instant at = Dossier.instant(decision, "timestamp");
            if (ends(decision)) {
                leave(visits, at);
                end = Optional.of(decision);
            } else if (moves(decision)) {
                leave(visits, at);
                visits.add(new Visit(decision.path("toStage").asText(), at, null));
            }
        }
        return new Course(decisions.get(0).path("plan"), List.copyOf(decisions), List.copyOf(visits), end);
    }

    private static void leave(List<Visit> visits, Instant at) {
        int last = visits.size() - 1;
        if (last >= 0 && visits.get(last).until == null) {
            visits.set(last, new Visit(visits.get(last).stage, visits.get(last).from, at));
        }
    }

    static boolean isRule(JsonNode decision) {
        return decision.path("unit").isTextual() || decision.path("segmentKey").isTextual();
    }

    private static boolean moves(JsonNode decision) {
        return switch (decision.path("action").asText()) {
            case "START", "ADVANCE" -> decision.path("toStage").isTextual();
            case "OVERRIDE" -> decision.path("toStage").isTextual() && !isRule(decision);
            default -> false;
        };
    }

    private static boolean ends(JsonNode decision) {
        return switch (decision.path("action").asText()) {
            case "ROLLBACK", "PROMOTE", "ABORT" -> true;
            case "OVERRIDE" -> !decision.path("toStage").isTextual() && !isRule(decision);
            default -> false;
        };
    }

    String name() {
        return decisions.get(0).path("rollout").asText();
    }

    Instant startedAt() {
        return Dossier.instant(decisions.get(0), "timestamp");
    }

    Optional<Instant> endedAt() {
        return end.map(decision -> Dossier.instant(decision, "timestamp"));
    }

    /** Whether a window began before the rollout ended. */
    boolean isBeforeEnd(JsonNode window) {
        return endedAt()
                .map(end -> Dossier.instant(window, "windowStart").isBefore(end))
                .orElse(true);
    }

    /** The last stage it was in. */
    String stage() {
        return visits.isEmpty() ? null : visits.get(visits.size() - 1).stage;
    }

    /** When the first stage began in which the candidate serves; empty while there was none. */
    Optional<Instant> servesSince() {
        return visits.stream()
                .filter(visit -> candidateBps(planned(visit.stage)) > 0)
                .map(Visit::from)
                .findFirst();
    }

    /** When the candidate got all of the traffic it was to get; empty while it has not, and once it gave it back. */
    Optional<Instant> fullSince() {
        boolean wasPromoted = status().equals("PROMOTED");
        Optional<Instant> entered = visits.stream()
                .filter(visit -> visit.until == null || wasPromoted)
                .filter(visit -> planned(visit.stage).path("weightBps").asInt() == ALL_BPS)
                .map(Visit::from)
                .findFirst();
        return wasPromoted ? entered.or(this::endedAt) : entered;
    }

    /** PROMOTED, ROLLED_BACK, ABORTED, PAUSED or RUNNING. */
    String status() {
        if (end.isPresent()) {
            return switch (end.get().path("action").asText()) {
                case "ROLLBACK" -> "ROLLED_BACK";
                case "ABORT" -> "ABORTED";
                default -> "PROMOTED";
            };
        }
        String status = "RUNNING";
        for (JsonNode decision : decisions) {
            switch (decision.path("action").asText()) {
                case "PAUSE" -> status = "PAUSED";
                case "RESUME", "ADVANCE", "OVERRIDE" -> status = isRule(decision) ? status : "RUNNING";
                default -> {}
            }
        }
        return status;
    }

    /** A variant of the plan, {@code baseline} or {@code candidate}; empty where the plan is not known. */
    String variant(String field) {
        return plan.path(field).asText("");
    }

    /** The stages as planned. */
    List<JsonNode> planned() {
        List<JsonNode> stages = new ArrayList<>();
        plan.path("stages").forEach(stages::add);
        return stages;
    }

    /** The planned stage of a name; a missing node for the baseline's collection. */
    JsonNode planned(String stage) {
        return planned().stream()
                .filter(each -> each.path("name").asText().equals(stage))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** The candidate's share of requests in a planned stage, in units of 1/10 000. */
    int candidateBps(JsonNode stage) {
        int weight = stage.path("weightBps").asInt();
        return weight == ALL_BPS ? ALL_BPS - plan.path("holdbackBps").asInt() : weight;
    }
}
