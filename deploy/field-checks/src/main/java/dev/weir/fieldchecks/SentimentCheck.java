package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.fieldchecks.FieldPlan.End;
import dev.weir.replay.Assignment;
import dev.weir.replay.Logged;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.shadow.Answer;
import dev.weir.shadow.AnswerComparator;
import dev.weir.shadow.Comparators;
import dev.weir.verdict.PlannedComparison;
import dev.weir.verdict.PlannedComparison.Design;
import dev.weir.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Four versions of a sentiment model, each of which answered every request: their logs replayed as shadows and as canaries, and
 * their accuracy compared.
 */
final class SentimentCheck {
    private final DataFolder data;
    private final JsonNode facts;
    private final Findings findings;
    private final Map<String, String> truth = new HashMap<>();
    private final Map<String, List<Logged.Request>> byVariant = new HashMap<>();

    private SentimentCheck(DataFolder data, Findings findings) {
        this.data = data;
        this.facts = data.facts().path("sentiment");
        this.findings = findings;
    }

    static void run(DataFolder data, Findings findings) {
        SentimentCheck check = new SentimentCheck(data, findings);
        check.read();
        check.accuracy("v1.0", "v2.0", "B_WINS");
        check.accuracy("v1.0", "v2.0-gb", "A_WINS");
        check.agreement("v1.0", "v2.0");
        check.agreement("v2.0", "v2.1");
        check.rollouts();
    }

    private void read() {
        Map<String, Long> millis = new HashMap<>();
        for (Map<String, String> row : data.rows("sentiment_requests.csv.gz")) {
            millis.put(row.get("request_id"), Instant.parse(row.get("ts")).toEpochMilli());
            truth.put(row.get("request_id"), row.get("label"));
        }
        for (Map<String, String> row : data.rows("sentiment_predictions.csv.gz")) {
            String id = row.get("request_id");
            boolean failed = !row.get("status").equals("ok");
            byVariant
                    .computeIfAbsent(row.get("model"), key -> new ArrayList<>())
                    .add(FieldEvents.event(
                            id,
                            row.get("model"),
                            millis.get(id),
                            Math.round(Double.parseDouble(row.get("latency_ms")) * 1_000),
                            failed,
                            failed ? null : row.get("prediction")));
        }
    }

    /** A request without an answer is no success. */
    private void accuracy(String a, String b, String winner) {
        long requests = truth.size();
        String pair = "sentiment " + a + " and " + b + ", accuracy: ";
        PlannedComparison compared = PlannedComparison.of(correct(a), requests, correct(b), requests, Design.STANDARD);
        findings.equal(
                pair + "right answers of " + a,
                facts.at("/models/" + a + "/correct").asLong(),
                correct(a));
        findings.equal(
                pair + "right answers of " + b,
                facts.at("/models/" + b + "/correct").asLong(),
                correct(b));
        findings.equal(pair + "winner", winner, compared.winner().name());
    }

    private long correct(String variant) {
        return byVariant.get(variant).stream()
                .filter(event -> event.answer() != null)
                .filter(event -> truth.get(event.observation().requestId())
                        .equals(event.answer().label()))
                .count();
    }

    private void agreement(String a, String b) {
        AnswerComparator labels = Comparators.named("label", 0).orElseThrow();
        Map<String, Answer> answers = new HashMap<>();
        byVariant.get(a).forEach(event -> answers.put(event.observation().requestId(), event.answer()));
        long agree = byVariant.get(b).stream()
                .filter(event -> event.answer() != null)
                .filter(event -> labels.compare(answers.get(event.observation().requestId()), event.answer())
                        .orElseThrow()
                        .match())
                .count();
        findings.equal(
                "sentiment " + a + " and " + b + ", shadow: pairs that agree",
                facts.at("/pairs/" + a + " vs " + b + "/agree").asLong(),
                agree);
    }

    private void rollouts() {
        End broken = rollout("v2.0", "v2.1", FieldPlan.CANARY, FieldPlan.LATENCY_WARNS);
        findings.equal("sentiment v2.1 on trial against v2.0: status", Status.ROLLED_BACK, broken.status());
        findings.equal("sentiment v2.1 on trial against v2.0: because of", "errorRate", broken.cause());

        End slow = rollout("v1.0", "v2.0", FieldPlan.CANARY);
        findings.equal(
                "sentiment v2.0 on trial against v1.0, 4.3 times as slow: status", Status.ROLLED_BACK, slow.status());
        findings.equal(
                "sentiment v2.0 on trial against v1.0, 4.3 times as slow: because of", "latencyP50", slow.cause());

        End fine = rollout("v1.0", "v2.0", FieldPlan.CANARY, FieldPlan.LATENCY_WARNS);
        findings.equal(
                "sentiment v2.0 on trial against v1.0, latency set aside: taken back",
                false,
                fine.status() == Status.ROLLED_BACK);

        End losing = rollout("v1.0", "v2.0-gb", FieldPlan.AB_TEST, FieldPlan.LATENCY_WARNS);
        findings.equal("sentiment v2.0-gb in an A/B test with v1.0: status", Status.ROLLED_BACK, losing.status());
        findings.equal(
                "sentiment v2.0-gb in an A/B test with v1.0: A/B status",
                Verdict.AbStatus.A_WINS,
                losing.verdict().abStatus());
        End winning = rollout("v1.0", "v2.0", FieldPlan.AB_TEST, FieldPlan.LATENCY_WARNS);
        findings.equal(
                "sentiment v2.0 in an A/B test with v1.0: A/B status",
                Verdict.AbStatus.B_WINS,
                winning.verdict().abStatus());

        End differing = rollout("v1.0", "v2.0", FieldPlan.SHADOW, FieldPlan.LATENCY_WARNS);
        findings.equal(
                "sentiment v2.0 as the shadow of v1.0: recommendation",
                "INVESTIGATE_DISAGREEMENT",
                differing.recommendation());
        findings.near(
                "sentiment v2.0 as the shadow of v1.0: agreement, within 2 points",
                facts.at("/pairs/v1.0 vs v2.0/agreement").asDouble(),
                differing.check("agreement").candidateValue(),
                0.02 / 0.81);
        End failing = rollout("v2.0", "v2.1", FieldPlan.SHADOW, FieldPlan.LATENCY_WARNS);
        findings.equal("sentiment v2.1 as the shadow of v2.0: recommendation", "FIX_ERRORS", failing.recommendation());
    }

    /** The true label, known as soon as the request is there. */
    private Logged.Outcome outcome(Observation request) {
        return new Logged.Outcome(new Outcome(
                request.requestId(),
                request.model(),
                request.assignedMillis(),
                null,
                truth.get(request.requestId()),
                null,
                null));
    }

    private End rollout(String baseline, String candidate, String... blocks) {
        List<Logged> log = new ArrayList<>();
        List<Logged.Request> other = byVariant.get(candidate);
        for (int i = 0; i < other.size(); i++) {
            log.add(byVariant.get(baseline).get(i));
            log.add(other.get(i));
            log.add(outcome(other.get(i).observation()));
        }
        return FieldPlan.of(baseline, candidate, blocks).replay(log, Assignment.PLANNED);
    }
}
