package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report of one rollout as a JSON document, from which its other forms are made. */
public final class RolloutReport {
    /** Windows are written for a while after their end; what was assigned shortly after the end belongs to the story. */
    private static final Duration AFTERMATH = Duration.ofSeconds(30);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Dossier dossier;
    private final Course course;
    private final Instant until;
    private final List<JsonNode> verdicts;
    private final List<JsonNode> windows;
    private final Map<String, JsonNode> verdictsById = new HashMap<>();

    private RolloutReport(Dossier dossier, List<JsonNode> decisions) {
        this.dossier = dossier;
        this.course = Course.of(decisions);
        this.until = course.endedAt().orElse(dossier.readAt());
        Instant from = course.startedAt();
        this.verdicts = dossier.verdicts().stream()
                .filter(verdict -> isWithin(Dossier.instant(verdict, "timestamp"), from, dossier.readAt()))
                .filter(verdict -> course.name().equals(verdict.path("rollout").asText(course.name())))
                .toList();
        verdicts.forEach(verdict -> verdictsById.put(verdict.path("verdictId").asText(), verdict));
        boolean isPromoted = course.status().equals("PROMOTED");
        this.windows = Dossier.lastWords(dossier.metrics()).stream()
                .filter(window -> !window.path("segment").isTextual())
                .filter(window -> Dossier.instant(window, "windowEnd").isAfter(from))
                .filter(window ->
                        Dossier.instant(window, "windowStart").isBefore(isPromoted ? until : until.plus(AFTERMATH)))
                .toList();
    }

    private static boolean isWithin(Instant at, Instant from, Instant until) {
        return !at.isBefore(from) && !at.isAfter(until);
    }

    /**
     * The report of a rollout.
     *
     * @param dossier what is known of its model
     * @param rollout its name; null for the last one
     * @return empty if the dossier has no START of it
     */
    public static Optional<ObjectNode> of(Dossier dossier, String rollout) {
        List<JsonNode> decisions = Dossier.decisionsOf(dossier.decisions(), rollout);
        return decisions.isEmpty() ? Optional.empty() : Optional.of(new RolloutReport(dossier, decisions).document());
    }

    private ObjectNode document() {
        ObjectNode document = NODES.objectNode()
                .put("model", dossier.model())
                .put("rollout", course.name())
                .put("baseline", text(course.variant("baseline")))
                .put("candidate", text(course.variant("candidate")))
                .put("status", course.status())
                .put("stage", course.end().isPresent() ? null : course.stage())
                .put("outcome", outcome())
                .put("startedAt", course.startedAt().toString())
                .put("endedAt", course.endedAt().map(Instant::toString).orElse(null))
                .put("durationMs", Duration.between(course.startedAt(), until).toMillis())
                .put("readAt", dossier.readAt().toString())
                .put("readFrom", dossier.fromLog() ? "topics" : "control plane");
        document.set("gaps", gaps());
        document.set("stages", stages());
        document.set("decisions", decisions());
        document.set("protected", new Toll(course, served(), lastVerdict()).toJson(dossier.acks(), dossier.reports()));
        document.set("propagation", Propagation.of(course.decisions(), dossier.acks()));
        JsonNode retraining = retraining();
        document.set("retraining", retraining);
        document.set("todo", Remaining.of(dossier.model(), course, verdicts, retraining, dossier.readAt()));
        ObjectNode series = document.putObject("series");
        series.set("checks", Evidence.checks(Evidence.judged(verdicts)));
        series.set("variants", Evidence.variants(windows));
        series.set("split", Evidence.split(windows, course));
        document.set("drift", Drifts.of(verdicts));
        document.set("alerts", alerts());
        document.set("plan", course.plan().isObject() ? course.plan() : NODES.nullNode());
        return document;
    }

    /** Whether the candidate has to be trained again since it serves at full, where verdicts or the plan tell of it. */
    private JsonNode retraining() {
        Optional<Instant> since = course.fullSince();
        List<JsonNode> told = verdicts.stream()
                .filter(verdict -> "DRIFT".equals(verdict.path("kind").asText()))
                .filter(verdict -> since.isPresent()
                        && !Dossier.instant(verdict, "timestamp").isBefore(since.get()))
                .toList();
        JsonNode dates = course.plan().path("retraining");
        if (since.isEmpty() || told.isEmpty() && !dates.isObject()) {
            return NODES.nullNode();
        }
        return RetrainingAdvice.of(
                course.variant("candidate"), since.get(), dates, last(told, false), last(told, true), dossier.readAt());
    }

    private static JsonNode last(List<JsonNode> told, boolean ofDrift) {
        return told.stream()
                .filter(verdict -> Drifts.isOne(verdict) == ofDrift)
                .reduce((a, b) -> b)
                .orElse(NODES.missingNode());
    }

    private static String text(String variant) {
        return variant.isEmpty() ? null : variant;
    }

    private List<JsonNode> served() {
        return windows.stream()
                .filter(window -> "SERVED".equals(window.path("role").asText()))
                .toList();
    }

    /** The verdict that the end rests on. */
    private Optional<JsonNode> lastVerdict() {
        return course.end().map(end -> verdictsById.get(end.path("verdictId").asText()));
    }

    private String outcome() {
        String candidate = course.variant("candidate").isEmpty() ? course.name() : course.variant("candidate");
        String after = " after "
                + Words.span(Duration.between(course.startedAt(), until).toMillis());
        String by = course.end()
                .map(end -> end.path("issuedBy").asText())
                .filter(name -> !name.equals("weir"))
                .map(name -> " by " + name)
                .orElse("");
        String reason =
                course.end().map(end -> ": " + end.path("reason").asText()).orElse("");
        return switch (course.status()) {
            case "PROMOTED" ->
                candidate + " was promoted" + by + after + " and took the place of " + course.variant("baseline")
                        + reason;
            case "ROLLED_BACK" -> candidate + " was rolled back" + by + " in " + course.stage() + after + reason;
            case "ABORTED" -> candidate + " was given up" + by + " in " + course.stage() + after + reason;
            case "PAUSED" -> candidate + " is paused in " + course.stage() + ", " + span() + " after its start";
            default -> candidate + " is still on its way, in " + course.stage() + ", " + span() + " after its start";
        };
    }

    private String span() {
        return Words.span(Duration.between(course.startedAt(), until).toMillis());
    }

    /** What is missing, so that nobody takes a part for the whole. */
    private ArrayNode gaps() {
        ArrayNode gaps = NODES.arrayNode();
        if (!course.plan().isObject()) {
            gaps.add("The START of this rollout carries no plan; weights, limits and variants are not known.");
        }
        begin(gaps, "Verdicts", verdicts, "timestamp");
        begin(gaps, "Windows of metrics", windows, "windowStart");
        if (isEndStillOpen()) {
            gaps.add("The window of metrics in which this rollout ended is not closed yet, so its last requests are not"
                    + " counted here; read again in half a minute.");
        }
        long missing = course.decisions().stream()
                .filter(decision -> decision.path("verdictId").isTextual())
                .filter(decision ->
                        !verdictsById.containsKey(decision.path("verdictId").asText()))
                .count();
        if (missing > 0) {
            gaps.add("The verdicts of " + missing + " decisions are no longer there.");
        }
        return gaps;
    }

    /** Whether windows of the last requests may still come: none of a later end is there, and the end is recent. */
    private boolean isEndStillOpen() {
        return course.endedAt()
                .filter(end -> dossier.readAt().isBefore(end.plus(AFTERMATH)))
                .filter(end -> windows.stream().noneMatch(window -> Dossier.instant(window, "windowEnd")
                        .isAfter(end)))
                .isPresent();
    }

    /** The first second of a rollout has no record yet; one that lacks more than a tenth of its time lacks a part. */
    private void begin(ArrayNode gaps, String what, List<JsonNode> records, String field) {
        Instant from = course.startedAt();
        Duration allowed = Duration.between(from, until).dividedBy(10).plusMinutes(1);
        String remedy = dossier.fromLog()
                ? "what came before is older than the topic keeps."
                : "a control plane keeps the latest alone; read the topics with --bootstrap-servers.";
        if (records.isEmpty()) {
            boolean isYoung = dossier.readAt().isBefore(from.plus(AFTERMATH));
            gaps.add(what + (isYoung ? ": none yet; read again in half a minute." : ": none left; " + remedy));
        } else if (Duration.between(from, Dossier.instant(records.get(0), field))
                        .compareTo(allowed)
                > 0) {
            gaps.add(what + " begin at " + records.get(0).path(field).asText() + "; " + remedy);
        }
    }

    private ArrayNode stages() {
        ArrayNode stages = NODES.arrayNode();
        for (Course.Visit visit : course.visits()) {
            JsonNode planned = course.planned(visit.stage());
            Instant left = visit.until() == null ? until : visit.until();
            ObjectNode node = stages.addObject().put("name", visit.stage());
            node.put("weightBps", planned.path("weightBps").asInt());
            node.put("candidateBps", course.candidateBps(planned));
            node.put("mirrorBps", planned.path("mirrorBps").asInt());
            node.put(
                    "minDurationMs",
                    planned.path("minDurationMs").isNumber()
                            ? planned.path("minDurationMs").asLong()
                            : course.plan().path("baselineMinDurationMs").asLong());
            node.put("enteredAt", visit.from().toString());
            node.put("leftAt", visit.until() == null ? null : visit.until().toString());
            node.put("durationMs", Duration.between(visit.from(), left).toMillis());
            node.put("state", visit.until() == null ? "CURRENT" : "DONE");
        }
        List<String> visited = course.visits().stream().map(Course.Visit::stage).toList();
        for (JsonNode planned : course.planned()) {
            if (!visited.contains(planned.path("name").asText())) {
                ObjectNode node =
                        stages.addObject().put("name", planned.path("name").asText());
                node.put("weightBps", planned.path("weightBps").asInt());
                node.put("candidateBps", course.candidateBps(planned));
                node.put("mirrorBps", planned.path("mirrorBps").asInt());
                node.put("minDurationMs", planned.path("minDurationMs").asLong());
                node.putNull("enteredAt").putNull("leftAt").putNull("durationMs");
                node.put("state", course.end().isPresent() ? "NOT_REACHED" : "NEXT");
            }
        }
        return stages;
    }

    /** With the verdict each rests on; the plan of the START stands at the end of the document. */
    private ArrayNode decisions() {
        ArrayNode list = NODES.arrayNode();
        for (JsonNode decision : course.decisions()) {
            ObjectNode node = decision.deepCopy();
            node.remove("plan");
            JsonNode verdict = verdictsById.get(decision.path("verdictId").asText());
            node.set("verdict", verdict == null ? NODES.nullNode() : verdict);
            list.add(node);
        }
        return list;
    }

    private ArrayNode alerts() {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode alert : dossier.alerts()) {
            Instant at = Dossier.instant(alert, "timestamp");
            boolean isOfIt = !alert.path("rollout").isTextual()
                    || alert.path("rollout").asText().equals(course.name());
            if (isOfIt && isWithin(at, course.startedAt(), until.plus(AFTERMATH))) {
                found.add(alert);
            }
        }
        ArrayNode alerts = NODES.arrayNode();
        Dossier.sorted(found, "timestamp").forEach(alerts::add);
        return alerts;
    }
}
