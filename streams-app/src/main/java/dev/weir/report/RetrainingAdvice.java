package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.verdict.AccuracyVerdict;
import dev.weir.verdict.DriftVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether the variant in charge has to be trained again, for whoever asks at one glance: since when it serves, how right it was
 * and is, what drifted, when it was last trained and will be, and what to do.
 *
 * <p>The recommendation is {@value #IMMEDIATELY} where the accuracy is below the share of the deployed one that was agreed on,
 * {@value #SOON} where more of it is lost than is tolerated or what is asked or answered has drifted, else {@value #NOTHING}.
 */
public final class RetrainingAdvice {
    static final String IMMEDIATELY = "RETRAIN IMMEDIATELY";
    static final String SOON = "RETRAIN MODEL";
    static final String NOTHING = "CONTINUE";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String variant;
    private final Instant deployedAt;
    private final JsonNode accuracy;
    private final JsonNode drift;
    private final LocalDate last;
    private final LocalDate next;
    private final Instant now;

    private RetrainingAdvice(
            String variant, Instant deployedAt, JsonNode dates, JsonNode accuracy, JsonNode drift, Instant now) {
        this.variant = variant;
        this.deployedAt = deployedAt;
        this.accuracy = accuracy;
        this.drift = isOfOneVariant(drift) ? drift : NODES.missingNode();
        this.last = day(dates, "last");
        this.next = day(dates, "next");
        this.now = now;
    }

    /**
     * The advice as JSON.
     *
     * @param variant    the one in charge
     * @param deployedAt instant since which it is; null where that is not known
     * @param dates      a RetrainingSpec; JSON's null or a missing node where nothing is said
     * @param accuracy   the latest Verdict on its accuracy; JSON's null or a missing node before the first
     * @param drift      the latest Verdict on what is asked and answered; likewise
     */
    public static ObjectNode of(
            String variant, Instant deployedAt, JsonNode dates, JsonNode accuracy, JsonNode drift, Instant now) {
        return new RetrainingAdvice(variant, deployedAt, dates, accuracy, drift, now).document();
    }

    /** While two variants serve they are compared with each other, which says nothing of training. */
    private static boolean isOfOneVariant(JsonNode drift) {
        return !drift.path("recommendation").asText().startsWith("INVESTIGATE");
    }

    private static LocalDate day(JsonNode dates, String field) {
        return dates.path(field).isTextual() ? LocalDate.parse(dates.path(field).textValue()) : null;
    }

    private ObjectNode document() {
        String recommendation = recommendation();
        ObjectNode document = NODES.objectNode()
                .put("variant", variant)
                .put("deployedAt", deployedAt == null ? null : deployedAt.toString())
                .put(
                        "deployedForMs",
                        deployedAt == null
                                ? null
                                : (Long) Duration.between(deployedAt, now).toMillis())
                .put("deployedAccuracy", accuracy("baselineValue"))
                .put("currentAccuracy", accuracy("candidateValue"))
                .put("accuracyDrop", drop())
                .put("featureDrift", number(check(drift, DriftVerdict.SCORE).path("candidateValue")));
        ArrayNode drifted = document.putArray("driftedFeatures");
        drifted().forEach(drifted::add);
        document.put("predictionDrift", predictionDrift())
                .put("recommendation", recommendation)
                .put("message", message(recommendation))
                .put("lastRetrain", last == null ? null : last.toString())
                .put("nextRetrain", next == null ? null : next.toString());
        ArrayNode warnings = document.putArray("warnings");
        warnings().forEach(warnings::add);
        document.set(
                "actions",
                recommendation.equals(NOTHING)
                        ? NODES.arrayNode()
                        : RetrainingSteps.of(variant, accuracy("candidateValue"), drifted(), today()));
        return document;
    }

    private String recommendation() {
        if (isFailed(check(accuracy, AccuracyVerdict.RETRAINING))) {
            return IMMEDIATELY;
        }
        return Stream.of(accuracy, drift)
                        .anyMatch(verdict ->
                                verdict.path("recommendation").asText().equals("RETRAIN"))
                ? SOON
                : NOTHING;
    }

    private Double accuracy(String field) {
        return number(check(accuracy, AccuracyVerdict.ACCURACY).path(field));
    }

    private Double drop() {
        Double then = accuracy("baselineValue");
        Double today = accuracy("candidateValue");
        return then == null || today == null ? null : (Double) (then - today);
    }

    private List<String> drifted() {
        return checks(drift, DriftVerdict.FEATURE)
                .filter(RetrainingAdvice::isFailed)
                .map(check -> check.path("segment").asText().replaceFirst("^[^=]*=", ""))
                .toList();
    }

    /** Whether the answers drifted; null where nothing can be told of them. */
    private Boolean predictionDrift() {
        List<JsonNode> judged = checks(drift, DriftVerdict.PREDICTION)
                .filter(check -> !check.path("state").asText().equals("UNDECIDED"))
                .toList();
        return judged.isEmpty() ? null : (Boolean) judged.stream().anyMatch(RetrainingAdvice::isFailed);
    }

    private String message(String recommendation) {
        List<String> facts = facts();
        String opening = recommendation.equals(NOTHING) ? "No need to retrain is seen" : recommendation;
        return facts.isEmpty()
                ? "Nothing is known yet of how well " + variant + " does"
                : opening + ": " + String.join("; ", facts);
    }

    private List<String> facts() {
        List<String> facts = new ArrayList<>();
        if (drop() != null) {
            String ago = deployedAt == null
                    ? ""
                    : " " + Words.span(Duration.between(deployedAt, now).toMillis()) + " ago";
            facts.add(variant + " is right in " + Words.percent(accuracy("candidateValue")) + " of its answers, "
                    + Words.points(drop()) + " than the " + Words.percent(accuracy("baselineValue"))
                    + " when it was deployed" + ago);
        }
        if (number(check(drift, DriftVerdict.SCORE).path("candidateValue")) != null) {
            long features = checks(drift, DriftVerdict.FEATURE).count();
            facts.add(
                    drifted().isEmpty()
                            ? "none of " + features + " features drifted"
                            : drifted().size() + " of " + features + " features drifted: "
                                    + String.join(", ", drifted()));
        }
        if (predictionDrift() != null) {
            facts.add(predictionDrift() ? "predictions drifted" : "predictions did not drift");
        }
        return facts;
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (last == null) {
            warnings.add("Last retrain: Never. As far as anybody said, " + variant
                    + " was not trained again since it was" + " made");
        }
        LocalDate today = today();
        if (next == null) {
            warnings.add("Next scheduled retrain: None. Models get worse with time; once a month is usual");
        } else if (next.isBefore(today)) {
            long days = ChronoUnit.DAYS.between(next, today);
            warnings.add("Next scheduled retrain: " + next + ", overdue by " + days + (days == 1 ? " day" : " days"));
        }
        return warnings;
    }

    private LocalDate today() {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static Stream<JsonNode> checks(JsonNode verdict, String metric) {
        return Toll.elements(verdict.path("checks"))
                .filter(check -> check.path("metric").asText().equals(metric));
    }

    private static JsonNode check(JsonNode verdict, String metric) {
        return checks(verdict, metric).findFirst().orElse(NODES.missingNode());
    }

    private static boolean isFailed(JsonNode check) {
        return check.path("state").asText().equals("FAIL");
    }

    private static Double number(JsonNode value) {
        return value.isNumber() ? (Double) value.doubleValue() : null;
    }
}
