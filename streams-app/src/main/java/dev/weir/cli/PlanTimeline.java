package dev.weir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.Durations;
import dev.weir.evidence.Guardrail;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.verdict.BaselineFigures;
import dev.weir.verdict.StageForecast;
import dev.weir.verdict.StageForecast.Detection;
import dev.weir.verdict.StageForecast.Need;
import dev.weir.verdict.StageForecast.Proposal;
import dev.weir.verdict.StagePlanner;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A plan's stages with the earliest time each can start at, the requests each is expected to take, and what each can and
 * cannot find.
 *
 * @param plan     the plan
 * @param baseline what is believed of the baseline
 * @param rate     requests a second
 */
record PlanTimeline(Plan plan, BaselineFigures baseline, double rate) {
    private static final int FEWEST_OF_A_UNIT = 5;
    private static final Duration NEVER = Duration.ofDays(36_500);

    /** The timeline as an answer. */
    ObjectNode answer() {
        ObjectNode timeline =
                JsonNodeFactory.instance.objectNode().put("model", plan.model()).put("rollout", plan.name());
        timeline.put("requestsPerSecond", rate);
        ArrayNode stages = timeline.putArray("stages");
        Duration start = Duration.ZERO;
        Duration expected = Duration.ZERO;
        Duration collecting = longer(plan.baselineMinDuration(), time(plan.baselineMinSamples()));
        stages.addObject()
                .put("stage", RolloutState.BASELINE_STAGE)
                .put("candidatePercent", 0)
                .put("minDuration", Durations.format(plan.baselineMinDuration()))
                .putNull("maxDuration")
                .put("earliestStart", Durations.format(start))
                .put("requestsNeeded", plan.baselineMinSamples())
                .put("timeNeeded", Durations.format(time(plan.baselineMinSamples())));
        start = start.plus(plan.baselineMinDuration());
        expected = expected.plus(collecting);
        for (Stage stage : plan.stages()) {
            ObjectNode row = stages.addObject()
                    .put("stage", stage.name())
                    .put("candidatePercent", plan.candidateBps(stage) / 100.0)
                    .put("minDuration", Durations.format(stage.minDuration()))
                    .put("maxDuration", Durations.format(stage.maxDuration()))
                    .put("earliestStart", Durations.format(start));
            expected = expected.plus(longer(stage.minDuration(), need(stage, row)));
            start = start.plus(stage.minDuration());
        }
        timeline.put("earliestEnd", Durations.format(start));
        timeline.put("expectedEnd", expected.compareTo(NEVER) >= 0 ? null : Durations.format(expected));
        return timeline;
    }

    /** What the stage takes, written into its row; the time of it, at the rate. */
    private Duration need(Stage stage, ObjectNode row) {
        if (stage.kind() == Stage.Kind.SHADOW) {
            return pairs(stage, row);
        }
        int candidateBps = plan.candidateBps(stage);
        if (candidateBps <= 0 || candidateBps >= Stage.FULL_BPS) {
            row.putNull("requestsNeeded").putNull("timeNeeded");
            row.put("note", "one variant serves everybody: there is nothing to compare with");
            return Duration.ZERO;
        }
        List<Guardrail> guardrails = plan.guardrailsOf(stage);
        StagePlanner planner = new StagePlanner(baseline, plan.errorBudget());
        StageForecast forecast = planner.forecast(guardrails, candidateBps);
        needs(forecast, row.putArray("guardrails"));
        Long requests = requests(stage, forecast, candidateBps);
        if (requests == null) {
            row.putNull("requestsNeeded").putNull("timeNeeded");
            row.put("note", "is never proved: the baseline gives nothing to compare by; give the guardrail a floor");
            return NEVER;
        }
        Duration time = time(requests);
        row.put("requestsNeeded", requests)
                .put("requestsIfUnlucky", Math.round(requests * StageForecast.UNLUCKY))
                .put("timeNeeded", Durations.format(time));
        forecast.slowest()
                .ifPresent(need -> row.put("slowest", need.guardrail().metric().key()));
        tooSmallToFind(stage, forecast, row.putArray("cannotDetect"));
        if (time.compareTo(stage.maxDuration()) > 0) {
            ArrayNode texts = row.putArray("proposals");
            List<Proposal> proposals = planner.proposals(guardrails, candidateBps);
            proposals.forEach(proposal -> texts.add(proposal.text()));
            row.put(
                    "note",
                    "takes longer than its maxDuration "
                            + Durations.format(stage.maxDuration())
                            + proposals.stream()
                                    .map(Proposal::text)
                                    .collect(
                                            Collectors.joining(", or ", proposals.isEmpty() ? "" : "; shorter: ", "")));
        }
        return time;
    }

    /** What a shadow stage takes: pairs, so many of the requests as are copied. */
    private Duration pairs(Stage stage, ObjectNode row) {
        StagePlanner planner = new StagePlanner(baseline, plan.errorBudget());
        Long proof =
                planner.forecast(plan.guardrailsOf(stage), Stage.FULL_BPS / 2).requests();
        if (proof == null) {
            row.putNull("pairsNeeded").putNull("requestsNeeded").putNull("timeNeeded");
            row.put("note", "is never proved: the baseline gives nothing to compare by; give the guardrail a floor");
            return NEVER;
        }
        long pairs = Math.max((proof + 1) / 2, plan.minSamplesOf(stage));
        long requests = (long) Math.ceil(pairs * (double) Stage.FULL_BPS / stage.mirrorBps());
        Duration time = time(requests);
        row.put("pairsNeeded", pairs).put("requestsNeeded", requests).put("timeNeeded", Durations.format(time));
        row.put(
                "note",
                "needs about " + pairs + " pairs, and answers that agree well above "
                        + Math.round(100 * plan.shadow().minAgreement()) + " %"
                        + (time.compareTo(stage.maxDuration()) > 0
                                ? "; takes longer than its maxDuration " + Durations.format(stage.maxDuration())
                                : ""));
        return time;
    }

    /** Harms that would most likely not be found before the stage's time is over. */
    private void tooSmallToFind(Stage stage, StageForecast forecast, ArrayNode harms) {
        double most = rate * stage.maxDuration().toMillis() / 1_000;
        for (Need need : forecast.needs()) {
            for (Detection detection : need.toDetect()) {
                if (detection.requests() != null && detection.requests() > most) {
                    harms.add(need.guardrail().metric().key() + " " + Figures.number(detection.ratio()) + "x");
                }
            }
        }
    }

    /** A stage also waits for the candidate's own number of requests, where it asks for one. */
    private static Long requests(Stage stage, StageForecast forecast, int candidateBps) {
        Long proof = forecast.requests();
        long samples = (long) Math.ceil(stage.minSamples() * (double) Stage.FULL_BPS / candidateBps);
        return proof == null ? null : (Long) Math.max(proof, samples);
    }

    private static void needs(StageForecast forecast, ArrayNode guardrails) {
        for (Need need : forecast.needs()) {
            ObjectNode row = guardrails
                    .addObject()
                    .put("metric", need.guardrail().metric().key())
                    .put("maxRatio", need.guardrail().maxRatio())
                    .put("requestsToProve", need.toProve());
            ArrayNode found = row.putArray("requestsToDetect");
            for (Detection detection : need.toDetect()) {
                found.addObject().put("ratio", detection.ratio()).put("requests", detection.requests());
            }
        }
    }

    /** The time so many requests take; what is reckoned is given no more exactly than it can be. */
    private Duration time(long requests) {
        Duration exact = StageForecast.time(requests, rate);
        for (Duration unit : List.of(Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1))) {
            if (exact.compareTo(unit.multipliedBy(FEWEST_OF_A_UNIT)) >= 0) {
                return roundedUp(exact, unit);
            }
        }
        return roundedUp(exact, Duration.ofSeconds(1));
    }

    private static Duration roundedUp(Duration exact, Duration unit) {
        long whole = (exact.toMillis() + unit.toMillis() - 1) / unit.toMillis();
        return unit.multipliedBy(whole);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
