package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.evidence.Guardrail;
import dev.weir.rollout.CollectedBaseline;
import dev.weir.rollout.Drills;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Warm;
import dev.weir.rollout.Watch;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RouteAck;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.view.ModelImage;
import dev.weir.view.SidecarImage;
import dev.weir.wire.DrillCodec;
import dev.weir.wire.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** The status of a model's last rollout as JSON: what {@code GET /v1/rollouts/{model}} answers. */
final class StatusDocument {
    static final int LATEST = 20;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ModelImage image;
    private final RolloutState rollout;
    private final Plan plan;

    /** The image has to have a rollout. */
    private StatusDocument(ModelImage image) {
        this.image = image;
        this.rollout = image.state().rollout();
        this.plan = rollout.plan();
    }

    /**
     * The document of a model whose image has a rollout, at some instant.
     *
     * @param watch the one that the model got when its rollout was over
     */
    static ObjectNode of(ModelImage image, Optional<Watch> watch, Instant now) {
        return new StatusDocument(image).document(watch, now);
    }

    private ObjectNode document(Optional<Watch> watch, Instant now) {
        boolean over = rollout.status().isTerminal();
        ObjectNode document = NODES.objectNode();
        document.set("at", JsonCodec.toJson(now));
        document.put("model", image.model())
                .put("rollout", plan.name())
                .put("attempt", rollout.attempt())
                .put("status", rollout.status().name())
                .put("stage", over ? null : rollout.stageName())
                .put("baseline", plan.baseline())
                .put("candidate", plan.candidate())
                .put("inCharge", image.state().inCharge())
                .put("killSwitch", image.state().killSwitch());
        document.set("startedAt", JsonCodec.toJson(rollout.startedAt()));
        document.set("stageSince", over ? NODES.nullNode() : JsonCodec.toJson(rollout.stageSince()));
        document.set("pausedSince", JsonCodec.toJson(rollout.pausedSince()));
        document.put("holding", rollout.holding());
        document.set("endedAt", JsonCodec.toJson(image.endedAt().orElse(null)));
        document.set("stages", stages());
        document.set("terms", terms());
        document.set("table", image.table() == null ? NODES.nullNode() : JsonCodec.toJson(image.table()));
        document.put("revision", image.state().revision());
        document.set("overdue", overdue(now));
        document.set("baselineFigures", baseline(now));
        document.set("isolatedSegments", texts(image.state().isolated()));
        document.set("keepWarm", warm(now));
        document.set("verdict", verdict());
        document.set("accuracy", orNull(image.accuracy()));
        document.set("drift", orNull(image.drift()));
        document.set("retraining", RetrainingDocument.of(image, watch, now));
        document.set("waiting", WaitingDocument.of(image));
        document.set("metrics", metrics());
        document.set("sidecars", sidecars(now));
        document.set("drill", drill(now));
        document.set("decisions", list(image.decisions(), LATEST));
        document.set("alerts", list(image.alerts(), LATEST));
        return document;
    }

    /** The latest drill with its figures, and whether the way back counts as proved by one. */
    private ObjectNode drill(Instant now) {
        Drills drills = image.state().drills();
        ObjectNode drill = drills.latest() == null ? NODES.objectNode() : JsonCodec.toJson(DrillCodec.toWire(drills));
        return drill.put("proved", drills.isProved(now, Drills.PROOF))
                .put("required", plan.conduct().drill().required());
    }

    /** Records as a JSON array, no more than a number of them. */
    static ArrayNode list(List<? extends SpecificRecord> records, int limit) {
        ArrayNode nodes = NODES.arrayNode();
        records.stream().limit(limit).map(JsonCodec::toJson).forEach(nodes::add);
        return nodes;
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode nodes = NODES.arrayNode();
        texts.forEach(nodes::add);
        return nodes;
    }

    /** How long the candidate has been at full, once that is longer than planned; null before. */
    private JsonNode overdue(Instant now) {
        if (rollout.overdue(now) == 0) {
            return NODES.nullNode();
        }
        return NODES.objectNode()
                .put("fullForMs", Duration.between(rollout.stageSince(), now).toMillis())
                .put("cleanUpAfterMs", plan.conduct().cleanUpAfter().toMillis())
                .put("message", plan.candidate() + " serves and is not promoted: promote it, or roll it back");
    }

    /** What the baseline was like when it had been collected, and how old that is; null while it is collected. */
    private JsonNode baseline(Instant now) {
        CollectedBaseline collected = rollout.collected();
        if (collected == null) {
            return NODES.nullNode();
        }
        ObjectNode node = NODES.objectNode().put("variant", plan.baseline());
        node.set("from", JsonCodec.toJson(collected.from()));
        node.set("until", JsonCodec.toJson(collected.until()));
        return node.put("requests", collected.requests())
                .put("errorRate", collected.errorRate())
                .put("timeoutRate", collected.timeoutRate())
                .put("requestsPerSecond", collected.requestsPerSecond())
                .put("latencyP50Micros", collected.latencyP50Micros())
                .put("latencyP95Micros", collected.latencyP95Micros())
                .put("latencyP99Micros", collected.latencyP99Micros())
                .put("ageMs", Duration.between(collected.until(), now).toMillis())
                .put("stale", collected.isStale(now));
    }

    /** The variant that was replaced, and whether it may be released by now; null before the first promotion. */
    private JsonNode warm(Instant now) {
        Warm warm = image.state().warm();
        if (warm == null) {
            return NODES.nullNode();
        }
        ObjectNode node = NODES.objectNode().put("variant", warm.variant());
        node.set("until", JsonCodec.toJson(warm.until()));
        return node.put("released", warm.isOver(now));
    }

    private ArrayNode stages() {
        ArrayNode stages = NODES.arrayNode();
        Map<String, Instant> entries = image.entries();
        ObjectNode baseline = stages.addObject()
                .put("name", RolloutState.BASELINE_STAGE)
                .put("weightBps", 0)
                .put("minDurationMs", plan.baselineMinDuration().toMillis())
                .putNull("maxDurationMs")
                .put("state", state(RolloutState.COLLECTING))
                .put("kind", "BASELINE")
                .put("candidateBps", 0)
                .put("mirrorBps", 0)
                .put("minSamples", plan.baselineMinSamples())
                .put("approvalRequired", false);
        baseline.set("enteredAt", JsonCodec.toJson(entries.get(RolloutState.BASELINE_STAGE)));
        for (int i = 0; i < plan.stages().size(); i++) {
            Stage stage = plan.stages().get(i);
            ObjectNode node = stages.addObject()
                    .put("name", stage.name())
                    .put("weightBps", stage.weightBps())
                    .put("minDurationMs", stage.minDuration().toMillis())
                    .put("maxDurationMs", stage.maxDuration().toMillis())
                    .put("state", state(i))
                    .put("kind", stage.kind().name())
                    .put("candidateBps", plan.candidateBps(stage))
                    .put("mirrorBps", stage.mirrorBps())
                    .put("minSamples", plan.minSamplesOf(stage))
                    .put("approvalRequired", stage.approvalRequired());
            node.set("enteredAt", JsonCodec.toJson(entries.get(stage.name())));
        }
        return stages;
    }

    /** What was agreed on in the plan, as far as one has to know it to read a verdict. */
    private ObjectNode terms() {
        ObjectNode terms = NODES.objectNode()
                .put("alphaRollback", plan.alphaRollback())
                .put("alphaAdvance", plan.alphaAdvance())
                .put("promote", plan.promoteAutomatically() ? "auto" : "manual")
                .put("onNoData", plan.onNoData().name().toLowerCase(Locale.ROOT));
        terms.putObject("shadow")
                .put("comparator", plan.shadow().comparator())
                .put("minAgreement", plan.shadow().minAgreement())
                .put("minSamples", plan.shadow().minSamples());
        ArrayNode guardrails = terms.putArray("guardrails");
        for (Guardrail guardrail : rollout.stage().map(plan::guardrailsOf).orElse(plan.guardrails())) {
            guardrails
                    .addObject()
                    .put("metric", guardrail.metric().key())
                    .put("maxRatio", guardrail.maxRatio())
                    .put("advanceRatio", guardrail.advanceRatio())
                    .put("floor", guardrail.floor())
                    .put("action", guardrail.action().name().toLowerCase(Locale.ROOT));
        }
        return terms;
    }

    /** A rollout that was cut short leaves the stage it was in behind; those after it never come. */
    private String state(int index) {
        if (index > rollout.stageIndex()) {
            return rollout.status() == Status.PROMOTED ? "DONE" : "NEXT";
        }
        boolean current = index == rollout.stageIndex() && !rollout.status().isTerminal();
        return current ? "CURRENT" : "DONE";
    }

    /**
     * The latest verdict on the stage the rollout is in, on its last one if it is over; none from before its start or on
     * the stage before, which say nothing about where it stands.
     */
    static Optional<Verdict> latest(ModelImage image) {
        RolloutState rollout = image.state().rollout();
        return image.verdicts().stream()
                .filter(verdict -> verdict.getKind() != VerdictKind.DRIFT)
                .findFirst()
                .filter(verdict -> rollout.plan().name().equals(verdict.getRollout()))
                .filter(verdict ->
                        rollout.status().isTerminal() || rollout.stageName().equals(verdict.getStage()))
                .filter(verdict -> !verdict.getTimestamp().isBefore(rollout.startedAt()));
    }

    private JsonNode verdict() {
        return orNull(latest(image));
    }

    /** A verdict as JSON, or JSON's null. */
    static JsonNode orNull(Optional<Verdict> verdict) {
        return verdict.<JsonNode>map(JsonCodec::toJson).orElse(NODES.nullNode());
    }

    /** The window of the latest start for each variant of the rollout and role, all traffic together. */
    private ArrayNode metrics() {
        ArrayNode nodes = NODES.arrayNode();
        Set<String> seen = new HashSet<>();
        image.metrics().stream()
                .filter(window -> window.getSegment() == null)
                .filter(window -> Set.of(plan.baseline(), plan.candidate()).contains(window.getVariant()))
                .sorted((a, b) -> b.getWindowStart().compareTo(a.getWindowStart()))
                .filter((MetricsWindow window) -> seen.add(window.getVariant() + " " + window.getRole()))
                .forEach(window -> nodes.add(JsonCodec.toJson(window)));
        return nodes;
    }

    private ArrayNode sidecars(Instant now) {
        ArrayNode nodes = NODES.arrayNode();
        for (SidecarImage sidecar : image.sidecars()) {
            ObjectNode node =
                    nodes.addObject().put("sidecar", sidecar.sidecar()).put("revision", sidecar.revision());
            node.set("appliedAt", appliedAt(sidecar));
            node.set("lastSeen", JsonCodec.toJson(sidecar.lastSeen()));
            node.put("silent", sidecar.isSilent(now)).put("stale", sidecar.stale());
        }
        return nodes;
    }

    /** In microseconds, as the ack has it. */
    private JsonNode appliedAt(SidecarImage sidecar) {
        return sidecar.appliedAt() == null
                ? NODES.nullNode()
                : JsonCodec.toJson(
                                new RouteAck(sidecar.sidecar(), image.model(), sidecar.revision(), sidecar.appliedAt()))
                        .get("appliedAt");
    }
}
