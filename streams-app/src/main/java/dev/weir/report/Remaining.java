package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What people still have to do about a rollout, most urgent first. */
final class Remaining {
    private final String model;
    private final Course course;
    private final Instant now;
    private final ArrayNode list = JsonNodeFactory.instance.arrayNode();

    private Remaining(String model, Course course, Instant now) {
        this.model = model;
        this.course = course;
        this.now = now;
    }

    /** One entry a thing to do: {@code what}, {@code why}, and the {@code command} for it where there is one. */
    static ArrayNode of(String model, Course course, List<JsonNode> verdicts, JsonNode retraining, Instant now) {
        Remaining remaining = new Remaining(model, course, now);
        remaining.killSwitch();
        remaining.status();
        remaining.rules();
        remaining.accuracy(verdicts);
        retraining.path("actions").forEach(remaining.list::add);
        remaining.drift(verdicts);
        remaining.drill();
        return remaining.list;
    }

    private void add(String what, String why, String command) {
        list.addObject().put("what", what).put("why", why).put("command", command);
    }

    private void killSwitch() {
        String last = "UNKILL";
        for (JsonNode decision : course.decisions()) {
            String action = decision.path("action").asText();
            last = action.equals("KILL") || action.equals("UNKILL") ? action : last;
        }
        if (last.equals("KILL")) {
            add(
                    "Switch the kill switch off",
                    "All traffic goes to the variant in charge until then.",
                    "weir kill-switch " + model + " off --reason TEXT");
        }
    }

    private void status() {
        String candidate = course.variant("candidate");
        switch (course.status()) {
            case "PAUSED" ->
                add(
                        "Resume it or roll it back",
                        "The rollout is paused in " + course.stage() + ".",
                        "weir resume " + model + " --reason TEXT");
            case "RUNNING" -> running();
            case "PROMOTED" -> promoted();
            case "ROLLED_BACK" ->
                add(
                        "Mend " + candidate + " and submit it anew",
                        "Everything goes to " + course.variant("baseline")
                                + "; the evidence above says what to look for.",
                        "weir apply -f FILE");
            default -> add("Delete the plan", "It was given up; " + candidate + " can be taken down.", null);
        }
    }

    private void running() {
        List<JsonNode> planned = course.planned();
        boolean isLast = !planned.isEmpty()
                && planned.get(planned.size() - 1).path("name").asText().equals(course.stage());
        if (isLast && !course.plan().path("promoteAutomatically").asBoolean(true)) {
            add(
                    "Promote it, once it is proved",
                    "The plan leaves the last step to a person.",
                    "weir promote " + model + " --reason TEXT");
        } else if (course.planned(course.stage()).path("approvalRequired").asBoolean()) {
            add(
                    "Approve " + course.stage() + ", once it is proved",
                    "The plan asks for a person's word after this stage.",
                    "weir advance " + model + " --reason TEXT");
        } else {
            add("Nothing", "Weir goes on by itself as soon as the evidence allows it.", "weir explain " + model);
        }
    }

    private void promoted() {
        String baseline = course.variant("baseline");
        Instant until = course.endedAt()
                .orElse(now)
                .plusMillis(course.plan().path("keepWarmMs").asLong());
        if (until.isAfter(now)) {
            add(
                    "Keep " + baseline + " running until "
                            + Words.time(JsonNodeFactory.instance.textNode(until.toString())) + " UTC",
                    "Until then it can be in charge again at once.",
                    "weir rollback " + model + " --reason TEXT");
        } else {
            add("Take " + baseline + " down", "The time it was to be kept ready is over.", null);
        }
        add(
                "Clean up: delete the plan, and what names " + baseline + " in services' settings",
                course.variant("candidate") + " is in charge; nothing asks for the old variant any more.",
                null);
    }

    /** Rules of units and segments that were set during the rollout and stand. */
    private void rules() {
        Set<String> standing = new LinkedHashSet<>();
        for (JsonNode decision : course.decisions()) {
            if (Course.isRule(decision)) {
                String rule = decision.path("unit").isTextual()
                        ? "--unit " + decision.path("unit").asText()
                        : "--segment " + decision.path("segmentKey").asText() + "="
                                + decision.path("segmentValue").asText();
                if (decision.path("variant").isTextual()) {
                    standing.add(rule);
                } else {
                    standing.remove(rule);
                }
            }
        }
        standing.forEach(rule -> add(
                "Look at the rule for " + rule.substring(rule.indexOf(' ') + 1),
                "It was set during the rollout and still decides before the weights do.",
                "weir override " + model + " " + rule + " --remove"));
    }

    private void accuracy(List<JsonNode> verdicts) {
        verdicts.stream()
                .filter(verdict -> "DRIFT".equals(verdict.path("kind").asText()) && !Drifts.isOne(verdict))
                .reduce((a, b) -> b)
                .filter(verdict ->
                        "INSUFFICIENT_DATA".equals(verdict.path("status").asText()))
                .ifPresent(verdict -> add(
                        "Wait for outcomes, and look at the accuracy again",
                        verdict.path("message").asText(),
                        "weir verdicts " + model));
    }

    /** What the variants differ in during a rollout; what drifts afterwards is for the trainer, who has a list of his own. */
    private void drift(List<JsonNode> verdicts) {
        verdicts.stream()
                .filter(Drifts::isOne)
                .reduce((a, b) -> b)
                .filter(verdict -> "DEGRADED".equals(verdict.path("status").asText()))
                .filter(verdict ->
                        !"RETRAIN".equals(verdict.path("recommendation").asText()))
                .ifPresent(verdict -> add(
                        "Look into what the variants differ in",
                        verdict.path("message").asText(),
                        "weir verdicts " + model));
    }

    private void drill() {
        boolean isDrilled = course.decisions().stream()
                .anyMatch(decision -> decision.path("drill").path("passedAt").isTextual());
        if (!isDrilled && !course.status().equals("ROLLED_BACK")) {
            add(
                    "Drill the way back",
                    "No drill passed during this rollout; a way back that was never taken may not be there.",
                    "weir drill " + model);
        }
    }
}
