package dev.weir.topology;

import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a model's two variants answer, and to whom: enough of it to fill a page. */
final class ShownModel {
    private static final List<String> LABELS = List.of("positive", "neutral", "negative", "mixed");
    private static final List<String> COUNTRIES = List.of("de", "fr", "it");
    private static final double SLOW = 25;
    private static final double SPREAD = 0.35;

    private final String name;
    private final int requestsPerStep;
    private final Answers baseline;
    private final Answers candidate;
    private final Random random;
    private List<String> userTypes = List.of();
    private Turn turn;
    private boolean tellsFeatures;
    private double shift;
    private long requests;

    /**
     * How a variant answers.
     *
     * @param p50Millis  median of its durations
     * @param errors     share of its requests that fail
     * @param deviations share of its answers that are not the usual one
     * @param slow       share of its answers that take 25 times as long
     */
    record Answers(double p50Millis, double errors, double deviations, double slow) {}

    /** Probability that an answer turns out right. */
    interface Turn {
        double right(boolean candidate, String userType);
    }

    ShownModel(String name, int requestsPerStep, Answers baseline, Answers candidate) {
        this.name = name;
        this.requestsPerStep = requestsPerStep;
        this.baseline = baseline;
        this.candidate = candidate;
        this.random = new Random(name.hashCode());
    }

    /** Users of these kinds ask, each as often as the others. */
    ShownModel askedBy(String... types) {
        userTypes = List.of(types);
        return this;
    }

    /** Requests tell what they ask. */
    ShownModel tellingFeatures() {
        tellsFeatures = true;
        return this;
    }

    /** From now on other people ask: older by so many times ten years, and some from elsewhere. */
    void askedByOthers(double newShift) {
        shift = newShift;
    }

    /** From now on it becomes known how answers turn out. */
    ShownModel turningOut(Turn how) {
        turn = how;
        return this;
    }

    String name() {
        return name;
    }

    /** A request with its copy, if it has one, and how it turned out; null where nobody says. */
    record Asked(List<InferenceEvent> events, String variant, Boolean right) {}

    /** The requests of one step, routed by a table; null before the first. */
    List<Asked> ask(RoutingTable table, Instant at) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < requestsPerStep; i++) {
            boolean drawn = table != null && random.nextInt(10_000) < candidateBps(table);
            String variant = table == null ? "v1.0" : drawn ? table.getCandidate() : table.getBaseline();
            String userType = userTypes.isEmpty() ? null : userTypes.get(random.nextInt(userTypes.size()));
            int usual = random.nextInt(LABELS.size());
            Long revision = table == null ? null : table.getRevision();
            String id = name + "-" + Long.toString(1_000_000 + requests++, 36);
            List<InferenceEvent> events = new ArrayList<>();
            events.add(event(id, variant, Role.SERVED, userType, usual, revision, at));
            if (table != null && table.getShadow() != null) {
                events.add(event(id, table.getShadow().getVariant(), Role.SHADOW, userType, usual, revision, at));
            }
            boolean isNew = !variant.equals("v1.0");
            asked.add(new Asked(
                    events, variant, turn == null ? null : random.nextDouble() < turn.right(isNew, userType)));
        }
        return asked;
    }

    private static int candidateBps(RoutingTable table) {
        return table.getKillSwitch()
                ? 0
                : table.getWeights().stream()
                        .filter(weight -> weight.getVariant().equals(table.getCandidate()))
                        .mapToInt(VariantWeight::getWeightBps)
                        .sum();
    }

    private RequestPart request() {
        return RequestPart.newBuilder()
                .setFeatures(Map.of(
                        "age",
                        40 + 10 * (random.nextGaussian() + shift),
                        "income",
                        Math.exp(10 + 0.6 * random.nextGaussian()),
                        "tenure",
                        (double) random.nextInt(30),
                        "visits",
                        Math.floor(Math.exp(2 * random.nextDouble()))))
                .setCategories(Map.of(
                        "country", random.nextDouble() < 0.4 * shift ? "pt" : COUNTRIES.get(random.nextInt(3)),
                        "device", random.nextInt(3) == 0 ? "phone" : "desk"))
                .build();
    }

    private InferenceEvent event(
            String id, String variant, Role role, String userType, int usual, Long revision, Instant at) {
        Answers answers = variant.equals("v1.0") ? baseline : candidate;
        boolean fails = random.nextDouble() < answers.errors();
        // Mostly the next label, so that there is a pattern to be found.
        int label = random.nextDouble() < answers.deviations()
                ? (usual + (random.nextInt(4) == 0 ? 2 : 1)) % LABELS.size()
                : usual;
        double millis = answers.p50Millis()
                * Math.exp(SPREAD * random.nextGaussian())
                * (random.nextDouble() < answers.slow() ? SLOW : 1);
        return InferenceEvent.newBuilder()
                .setRequestId(id)
                .setModel(name)
                .setVariant(variant)
                .setRole(role)
                .setTimestamp(at)
                .setUnit("u-" + id)
                .setFirstOfUnit(true)
                .setRevision(revision)
                .setReason(AssignmentReason.WEIGHT)
                .setSegments(userType == null ? Map.of() : Map.of("user_type", userType))
                .setRequest(tellsFeatures ? request() : null)
                .setPrediction(
                        fails
                                ? null
                                : PredictionPart.newBuilder()
                                        .setLabel(LABELS.get(label))
                                        .setScore(0.6 + 0.4 * random.nextDouble())
                                        .build())
                .setLatency(LatencyPart.newBuilder()
                        .setDurationMicros(Math.round(1_000 * millis))
                        .setStatus(fails ? LatencyStatus.ERROR : LatencyStatus.OK)
                        .build())
                .build();
    }
}
