package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a rollout cost those who were served by the candidate. */
final class Toll {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Course course;
    private final List<JsonNode> windows;
    private final Optional<JsonNode> verdict;
    private final Count candidate;
    private final Count baseline;

    /**
     * @param windows windows of requests served, all traffic, of the rollout
     * @param verdict the verdict that its end rests on
     */
    Toll(Course course, List<JsonNode> windows, Optional<JsonNode> verdict) {
        this.course = course;
        this.windows = windows;
        this.verdict = verdict;
        this.candidate = count(course.variant("candidate"), null);
        this.baseline = count(course.variant("baseline"), null);
    }

    private record Count(long requests, long errors, long timeouts) {
        Double rate() {
            return requests == 0 ? null : (double) errors / requests;
        }
    }

    private Count count(String variant, String stage) {
        long requests = 0;
        long errors = 0;
        long timeouts = 0;
        for (JsonNode window : windows) {
            // What the candidate still served after the end is its toll; the baseline's is nobody's.
            boolean counts = variant.equals(window.path("variant").asText())
                    && (variant.equals(course.variant("candidate")) || course.isBeforeEnd(window))
                    && (stage == null || stage.equals(window.path("stage").asText()));
            if (counts) {
                requests += window.path("requests").asLong();
                errors += window.path("errors").asLong();
                timeouts += window.path("timeouts").asLong();
            }
        }
        return new Count(requests, errors, timeouts);
    }

    ObjectNode toJson(List<JsonNode> acks, List<JsonNode> reports) {
        ObjectNode node = NODES.objectNode()
                .put("candidateRequests", candidate.requests)
                .put("candidateFailures", candidate.errors)
                .put("candidateTimeouts", candidate.timeouts)
                .put("candidateErrorRate", candidate.rate())
                .put("baselineRequests", baseline.requests)
                .put("baselineFailures", baseline.errors)
                .put("baselineErrorRate", baseline.rate());
        firstFailure(node);
        course.end().ifPresent(end -> afterwards(node, end, acks, reports));
        return course.status().equals("ROLLED_BACK")
                ? node.setAll(new Waiting(course, windows, verdict).toJson())
                : node.putNull("oneDayLater").putNull("nextStage");
    }

    /** Windows have a length, so the first failure came at this instant or within that length after it. */
    private void firstFailure(ObjectNode node) {
        Optional<JsonNode> first = windows.stream()
                .filter(window -> window.path("variant").asText().equals(course.variant("candidate")))
                .filter(window -> window.path("errors").asLong() > 0)
                .findFirst();
        Optional<Instant> notBefore = first.map(window -> Dossier.instant(window, "windowStart"))
                .map(start -> course.servesSince()
                        .filter(since -> since.isAfter(start))
                        .orElse(start));
        node.put("firstFailureNotBefore", notBefore.map(Instant::toString).orElse(null));
        node.put("windowMs", first.map(Toll::millis).orElse(null));
        node.put(
                "firstFailureToEndMs",
                notBefore.isPresent() && course.endedAt().isPresent()
                        ? Duration.between(notBefore.get(), course.endedAt().get())
                                .toMillis()
                        : null);
    }

    private static long millis(JsonNode window) {
        return Duration.between(Dossier.instant(window, "windowStart"), Dossier.instant(window, "windowEnd"))
                .toMillis();
    }

    private void afterwards(ObjectNode node, JsonNode end, List<JsonNode> acks, List<JsonNode> reports) {
        ObjectNode reached = Propagation.one(end, acks);
        node.set("endedAt", end.get("timestamp"));
        node.set("revision", end.get("revision"));
        node.put("sidecars", reached.path("acks").size());
        node.set("endToLastAckMicros", reached.get("maxMicros"));
        node.set("candidateRequestsAfterEnd", afterEnd(end, reports));
    }

    /**
     * What sidecars assigned to the candidate by an older table once the end was decided; the reports that span the
     * decision count by the share of their time that came after it. Null where no report of a known revision is left.
     */
    private JsonNode afterEnd(JsonNode end, List<JsonNode> reports) {
        if (!course.status().equals("ROLLED_BACK")
                || reports.stream().noneMatch(each -> each.path("revision").isNumber())) {
            return NODES.nullNode();
        }
        Instant decided = Dossier.instant(end, "timestamp");
        double count = 0;
        for (JsonNode report : reports) {
            Instant from = Dossier.instant(report, "from");
            Instant until = Dossier.instant(report, "until");
            boolean isOlder = report.path("revision").asLong(Long.MAX_VALUE)
                    < end.path("revision").asLong();
            if (isOlder && until.isAfter(decided)) {
                long length = Math.max(1, Duration.between(from, until).toMillis());
                long after = Math.min(length, Duration.between(decided, until).toMillis());
                count += report.path("assigned")
                                .path(course.variant("candidate"))
                                .asDouble()
                        * after
                        / length;
            }
        }
        return NODES.numberNode(Math.round(count));
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
