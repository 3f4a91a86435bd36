package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.DriftTerms;
import dev.weir.judge.ContentInterest;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Watch;
import dev.weir.schema.Alert;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.Recommendation;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import dev.weir.topic.Topics;
import dev.weir.wire.WatchCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From events to verdicts on drift, through the topology as it is deployed. */
class DriftTopologyTest {
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final DriftTerms TERMS = new DriftTerms(List.of(), true, WINDOW, 100, 0.2, 0.01);

    private final TopologyRun run = new TopologyRun();
    private final Random random = new Random(5);
    private final List<Verdict> verdicts = new ArrayList<>();

    @BeforeEach
    void watch() {
        Watch watch = new Watch(
                "drift", TopologyRun.MODEL, "v1.0", Duration.ofSeconds(1), null, TERMS, null, run.now(), "ada");
        run.count(model -> ContentInterest.scope(ModelState.unknown(model), watch));
        run.input(Topics.ROLLOUTS).pipeInput(watch.model(), WatchCodec.toWire(watch), run.now());
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldStayQuietUntilAFeatureDriftsAndNameItWithinAWindow() {
        windows(12, 0, 0);
        assertThat(verdicts).hasSizeGreaterThan(9);
        assertThat(verdicts.get(0).getMessage()).startsWith("From now on v1.0 is compared with its first");
        assertThat(verdicts.subList(1, verdicts.size()))
                .extracting(Verdict::getStatus)
                .containsOnly(VerdictStatus.HEALTHY);
        assertThat(run.<Alert>output(Topics.ALERTS)).isEmpty();

        windows(2, 1, 0);
        Verdict last = verdicts.get(verdicts.size() - 1);
        assertThat(last.getKind()).isEqualTo(VerdictKind.DRIFT);
        assertThat(last.getRecommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(last.getMessage()).startsWith("Data drift, retrain v1.0: 1 of 2 features drifted (score 0.50): age");
        Check age = check(last, "featureDrift", "feature=age");
        assertThat(age.getState()).isEqualTo(CheckState.FAIL);
        assertThat(age.getCandidateValue()).isGreaterThan(age.getThreshold());
        assertThat(age.getPValue()).isLessThan(0.01);
        assertThat(age.getEValue()).isNull();
        assertThat(check(last, "featureDrift", "feature=country").getState()).isEqualTo(CheckState.PASS);
        assertThat(check(last, "predictionDrift", "prediction=label").getState())
                .isEqualTo(CheckState.PASS);
        assertThat(run.<Alert>output(Topics.ALERTS)).singleElement().satisfies(alert -> {
            assertThat(alert.getEvent()).isEqualTo("DRIFT");
            assertThat(alert.getReason()).isEqualTo(firstDrifted().getMessage());
        });
        assertThat(run.decisions()).isEmpty();
    }

    @Test
    void shouldTellPredictionsThatDriftFromFeaturesThatDo() {
        windows(3, 0, 0);
        windows(2, 0, 0.8);
        assertThat(verdicts.get(verdicts.size() - 1).getMessage())
                .startsWith(
                        "Prediction drift, retrain v1.0: none of 2 features drifted; predictions drifted: label (PSI");
    }

    /** Each event comes twice, whole, or its request before it. */
    @Test
    void shouldCountEachRequestOnce() {
        for (int i = 0; i < 1_200; i++) {
            InferenceEvent event = event(0, 0);
            InferenceEvent request = InferenceEvent.newBuilder(event)
                    .setPrediction(null)
                    .setLatency(null)
                    .build();
            for (InferenceEvent each : i % 2 == 0 ? List.of(request, event) : List.of(event, event)) {
                run.send(each);
            }
            run.advance(Duration.ofMillis(100));
        }
        run.advance(Duration.ofSeconds(5));
        verdicts.addAll(run.verdicts());

        assertThat(verdicts).hasSizeGreaterThan(1);
        for (Verdict verdict : verdicts.subList(1, verdicts.size())) {
            assertThat(check(verdict, "featureDrift", "feature=age").getCandidateSamples())
                    .isEqualTo(300);
        }
    }

    private void windows(int windows, double shift, double other) {
        for (int i = 0; i < windows * WINDOW.toMillis() / 100; i++) {
            run.send(event(shift, other));
            run.send(event(shift, other));
            run.advance(Duration.ofMillis(100));
        }
        verdicts.addAll(run.verdicts());
    }

    private InferenceEvent event(double shift, double other) {
        String label = random.nextDouble() < other ? "other" : random.nextBoolean() ? "yes" : "no";
        return InferenceEvent.newBuilder(run.event("v1.0", null, LatencyStatus.OK, 12_000))
                .setRequest(RequestPart.newBuilder()
                        .setFeatures(Map.of("age", 40 + 10 * (random.nextGaussian() + shift)))
                        .setCategories(Map.of("country", "c" + random.nextInt(3)))
                        .build())
                .setPrediction(PredictionPart.newBuilder()
                        .setLabel(label)
                        .setScore(random.nextDouble())
                        .build())
                .build();
    }

    private Verdict firstDrifted() {
        return verdicts.stream()
                .filter(verdict -> verdict.getStatus() == VerdictStatus.DEGRADED)
                .findFirst()
                .orElseThrow();
    }

    private static Check check(Verdict verdict, String metric, String segment) {
        return verdict.getChecks().stream()
                .filter(check -> check.getMetric().equals(metric) && segment.equals(check.getSegment()))
                .findFirst()
                .orElseThrow();
    }
}
