package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.Durations;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.verdict.BaselineFigures;
import dev.weir.verdict.ErrorBudget;
import dev.weir.verdict.StageForecast;
import dev.weir.verdict.StagePlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a rollout waits for: each thing that stands between it and its next stage, what there is of it and what is asked,
 * and how long that takes at the rate of the latest window; then what the stages after it are expected to take.
 */
final class Explanation {
    private static final Set<String> OVER = Set.of("PROMOTED", "ROLLED_BACK", "ABORTED");
    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final double TYPICAL_TAIL = 3;

    private final JsonNode status;
    private final Instant now;
    private final JsonNode stage;
    private final ArrayNode blockers = JsonNodeFactory.instance.arrayNode();
    private Duration expected = Duration.ZERO;

    private Explanation(JsonNode status) {
        this.status = status;
        this.now = Instant.parse(status.path("at").asText());
        this.stage = current(status);
    }

    /** The answer for a status as {@code GET /v1/rollouts/MODEL} gives it. */
    static ObjectNode of(JsonNode status) {
        return new Explanation(status).answer();
    }

    private static JsonNode current(JsonNode status) {
        for (JsonNode stage : status.path("stages")) {
            if (stage.path("state").asText().equals("CURRENT")) {
                return stage;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    private ObjectNode answer() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("model", "rollout", "status", "stage")) {
            answer.set(field, status.path(field));
        }
        JsonNode next = next();
        answer.put("nextStage", next.isMissingNode() ? null : next.path("name").asText());
        if (!OVER.contains(status.path("status").asText())) {
            people();
            time();
            evidence();
        }
        answer.put("candidateRequestsPerSecond", rate(status.path("candidate").asText()));
        answer.set("blockers", blockers);
        answer.set("waiting", status.path("waiting").isObject() ? status.path("waiting") : null);
        answer.put("expected", expected == null ? null : text(expected));
        answer.set("then", later());
        return answer;
    }

    private JsonNode next() {
        boolean passed = false;
        for (JsonNode each : status.path("stages")) {
            if (passed) {
                return each;
            }
            passed = each == stage;
        }
        return JsonNodeFactory.instance.missingNode();
    }

    private void people() {
        if (status.path("killSwitch").asBoolean()) {
            block(
                    "kill switch",
                    "on",
                    "off",
                    null,
                    "all traffic goes to the baseline, so that there is nothing to judge");
        }
        if (status.path("status").asText().equals("PAUSED")) {
            block("pause", "paused since " + status.path("pausedSince").asText(), "resumed", null, lastReason("PAUSE"));
        }
        if (stage.path("approvalRequired").asBoolean()) {
            block(
                    "approval",
                    "none",
                    "a person's: weir advance " + status.path("model").asText(),
                    null,
                    "the plan asks for it");
        }
        if (status.path("holding").isTextual()) {
            block("hold", "held", "see the reason", null, status.path("holding").asText());
        }
    }

    private String lastReason(String action) {
        for (JsonNode decision : status.path("decisions")) {
            if (decision.path("action").asText().equals(action)) {
                return decision.path("reason").asText();
            }
        }
        return "";
    }

    private void time() {
        if (!status.path("stageSince").isTextual()) {
            return;
        }
        Instant until = status.path("pausedSince").isTextual()
                ? Instant.parse(status.path("pausedSince").asText())
                : now;
        Duration spent =
                Duration.between(Instant.parse(status.path("stageSince").asText()), until);
        Duration least = Duration.ofMillis(stage.path("minDurationMs").asLong());
        if (spent.compareTo(least) < 0) {
            block("time", text(spent), text(least), least.minus(spent), "minimum of the stage");
        }
    }

    private void evidence() {
        JsonNode verdict = status.path("verdict");
        if (!verdict.isObject()) {
            block("verdict", "none on this stage", "one", null, "no request has been weighed yet");
            return;
        }
        Duration age = Duration.between(Instant.parse(verdict.path("timestamp").asText()), now);
        if (age.compareTo(FRESH) > 0) {
            block(
                    "verdict",
                    text(age) + " old",
                    "a fresh one",
                    null,
                    "no requests come, or the streams application is down");
        }
        long most = 0;
        for (JsonNode check : verdict.path("checks")) {
            most = Math.max(most, check.path("candidateSamples").asLong());
            check(check);
        }
        long asked = stage.path("minSamples").asLong();
        boolean baseline = verdict.path("kind").asText().equals("BASELINE");
        if (!baseline && most < asked) {
            block(
                    "requests",
                    most + "",
                    asked + "",
                    time(asked - most),
                    "least number of the candidate's in this stage");
        }
        if (baseline) {
            block(
                    "baseline",
                    verdict.path("message").asText(),
                    asked + " requests",
                    null,
                    "the baseline is counted first");
        }
    }

    private void check(JsonNode check) {
        String name = check.path("metric").asText()
                + (check.path("segment").isTextual()
                        ? " in " + check.path("segment").asText()
                        : "");
        String figures = figures(check);
        switch (check.path("state").asText()) {
            case "FAIL" ->
                block(
                        name,
                        figures,
                        limit(check),
                        null,
                        "broken, proved by e = "
                                + Figures.number(check.path("eValue").doubleValue()));
            case "UNDECIDED" -> {
                if (check.path("advanceEValue").isNumber()
                        && check.path("segment").isNull()) {
                    long have = check.path("candidateSamples").asLong();
                    JsonNode required = check.path("requiredSamples");
                    Duration missing = required.isNumber() ? time(Math.max(1, required.asLong() - have)) : null;
                    block(
                            name,
                            figures + ", e = "
                                    + String.format(
                                            Locale.ROOT,
                                            "%.3g",
                                            check.path("advanceEValue").doubleValue()) + ", " + have + " requests",
                            limit(check) + ", e = "
                                    + Figures.number(
                                            check.path("advanceEValueNeeded").doubleValue())
                                    + (required.isNumber() ? ", about " + required.asLong() + " requests" : ""),
                            missing,
                            "not proved yet");
                }
            }
            default -> {}
        }
    }

    private static String figures(JsonNode check) {
        return check.path("ratio").isNumber()
                ? String.format(Locale.ROOT, "ratio %.2f", check.path("ratio").doubleValue())
                : check.path("candidateValue").isNumber()
                        ? Figures.number(check.path("candidateValue").doubleValue())
                        : "no figure";
    }

    private static String limit(JsonNode check) {
        return check.path("threshold").isNumber()
                ? String.format(
                        Locale.ROOT, "limit %.2f", check.path("threshold").doubleValue())
                : "its limit";
    }

    /** Time for so many requests of the candidate; null where none come. */
    private Duration time(long requests) {
        return StageForecast.time(requests, rate(status.path("candidate").asText()));
    }

    private double rate(String variant) {
        double most = 0;
        for (JsonNode window : status.path("metrics")) {
            if (window.path("variant").asText().equals(variant)) {
                most = Math.max(most, window.path("requestsPerSecond").doubleValue());
            }
        }
        return most;
    }

    private void block(String what, String have, String need, Duration time, String why) {
        blockers.addObject()
                .put("what", what)
                .put("have", have)
                .put("need", need)
                .put("expected", time == null ? null : text(time))
                .put("why", Figures.plain(why));
        expected = expected == null || time == null ? null : expected.compareTo(time) >= 0 ? expected : time;
    }

    /** The stages to come, as their requests are reckoned from what the baseline does now. */
    private ArrayNode later() {
        ArrayNode later = JsonNodeFactory.instance.arrayNode();
        JsonNode window = baselineWindow();
        boolean passed = false;
        for (JsonNode each : status.path("stages")) {
            if (passed && window != null) {
                later.add(forecast(each, window));
            }
            passed = passed || each == stage;
        }
        return later;
    }

    private JsonNode baselineWindow() {
        for (JsonNode window : status.path("metrics")) {
            if (window.path("variant").asText().equals(status.path("baseline").asText())
                    && window.path("requests").asLong() > 0) {
                return window;
            }
        }
        return null;
    }

    private ObjectNode forecast(JsonNode later, JsonNode window) {
        int bps = later.path("candidateBps").asInt();
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("stage", later.path("name").asText())
                .put("candidatePercent", bps / 100.0)
                .put(
                        "minDuration",
                        Durations.format(
                                Duration.ofMillis(later.path("minDurationMs").asLong())));
        if (bps <= 0 || bps >= 10_000) {
            return row.putNull("requestsNeeded").putNull("timeNeeded");
        }
        double p50 = window.path("latencyP50Micros").doubleValue();
        double tail = p50 > 0 ? window.path("latencyP95Micros").doubleValue() / p50 : TYPICAL_TAIL;
        StagePlanner planner = new StagePlanner(
                BaselineFigures.assumed(
                        window.path("errorRate").doubleValue(),
                        window.path("timeoutRate").doubleValue(),
                        tail > 1 ? tail : TYPICAL_TAIL),
                new ErrorBudget(
                        status.at("/terms/alphaRollback").asDouble(0.05),
                        status.at("/terms/alphaAdvance").asDouble(0.05)));
        Long requests = planner.forecast(guardrails(), bps).requests();
        double all = rate(status.path("baseline").asText())
                + rate(status.path("candidate").asText());
        Duration time = requests == null ? null : StageForecast.time(requests, all);
        return row.put("requestsNeeded", requests).put("timeNeeded", time == null ? null : text(time));
    }

    private List<Guardrail> guardrails() {
        List<Guardrail> guardrails = new ArrayList<>();
        for (JsonNode each : status.at("/terms/guardrails")) {
            Metric.ofKey(each.path("metric").asText())
                    .ifPresent(metric -> guardrails.add(new Guardrail(
                            metric,
                            each.path("maxRatio").doubleValue(),
                            each.path("advanceRatio").doubleValue(),
                            each.path("floor").doubleValue(),
                            Guardrail.Action.valueOf(
                                    each.path("action").asText().toUpperCase(Locale.ROOT)))));
        }
        return guardrails;
    }

    /** Whole seconds below two minutes, then minutes, then hours: an estimate is no more exact than that. */
    static String text(Duration time) {
        long seconds = Math.max(0, (time.toMillis() + 999) / 1_000);
        if (seconds < 120) {
            return seconds + "s";
        }
        return seconds < 7_200 ? (seconds + 59) / 60 + "m" : (seconds + 3_599) / 3_600 + "h";
    }
}
