package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelSnapshot;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.shadow.Comparators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many models with many segments: what is kept of them grows with the first minutes, and then no more. */
class ReplayRoomTest {
    private static final int MODELS = 5;
    private static final int VALUES = 20;
    private static final List<String> KEYS = List.of("country", "device", "plan");
    private static final int REQUESTS = 90_000;
    private static final int SAMPLES = 6;
    private static final long SPACING_MILLIS = 4;

    @Test
    void shouldKeepNoMoreOfALongLogThanOfAShortOne() {
        List<Long> kept = new ArrayList<>();
        Replay replay = new Replay(
                IntStream.range(0, MODELS).mapToObj(ReplayRoomTest::plan).toList(),
                JudgeSettings.STANDARD,
                Assignment.PLANNED,
                terms -> Comparators.named(terms.comparator(), 0).orElseThrow(),
                (model, output) -> {});
        Supplier<Optional<Logged>> log = log(replay, kept);

        LogCounts counts = replay.play(List.of(log));

        assertThat(counts.read()).isEqualTo(2L * REQUESTS);
        assertThat(counts.counted() + counts.notTaken()).isEqualTo(2L * REQUESTS);
        assertThat(kept).hasSize(SAMPLES);
        // Segments become known one by one; after half of the log all are.
        long half = kept.get(SAMPLES / 2 - 1);
        assertThat(kept.get(SAMPLES - 1)).isGreaterThan(0).isLessThanOrEqualTo(half + half / 10);
    }

    /** Both variants answer every request; now and then what is kept is counted. */
    private static Supplier<Optional<Logged>> log(Replay replay, List<Long> kept) {
        SplittableRandom random = new SplittableRandom(3);
        return new Supplier<>() {
            private int entries;
            private Logged.Request candidate;

            @Override
            public Optional<Logged> get() {
                if (entries > 0
                        && entries % (2 * REQUESTS / SAMPLES) == 0
                        && kept.size() < entries / (2 * REQUESTS / SAMPLES)) {
                    kept.add(IntStream.range(0, MODELS)
                            .mapToLong(i -> objects(replay.snapshot("model-" + i)))
                            .sum());
                }
                if (entries == 2 * REQUESTS) {
                    return Optional.empty();
                }
                boolean second = entries++ % 2 == 1;
                if (!second) {
                    candidate = request(entries / 2, LogDraft.CANDIDATE, random);
                    return Optional.of(candidate.with(of(candidate.observation(), LogDraft.BASELINE)));
                }
                return Optional.of(candidate);
            }
        };
    }

    /** Cells, blocks, windows, strata and totals that a snapshot holds. */
    private static long objects(ModelSnapshot snapshot) {
        long open = snapshot.open().stream()
                .mapToLong(delta -> delta.counts().size())
                .sum();
        long trial = snapshot.trial() == null
                ? 0
                : snapshot.trial().open().size()
                        + snapshot.trial().segments().size()
                        + snapshot.trial().windows().own().size()
                        + snapshot.trial().starts().size();
        long figures = snapshot.metrics().stream()
                .mapToLong(window -> window.figures().size())
                .sum();
        return open + trial + figures;
    }

    private static Logged.Request request(int number, String variant, SplittableRandom random) {
        Map<String, String> segments = Map.of(
                KEYS.get(0), "c" + random.nextInt(VALUES),
                KEYS.get(1), "d" + random.nextInt(VALUES),
                KEYS.get(2), "p" + random.nextInt(VALUES));
        Logged.Request plain = LogDraft.SERVED
                .of("model-" + number % MODELS)
                .by(variant)
                .at(LogDraft.START + number * SPACING_MILLIS)
                .taking(10_000 + random.nextInt(20_000))
                .failing(random.nextInt(100) == 0)
                .request("r" + number);
        Observation event = plain.observation();
        return plain.with(new Observation(
                event.requestId(),
                event.model(),
                event.variant(),
                Role.SERVED,
                event.assignedMillis(),
                "u" + random.nextInt(50_000),
                Segments.canonical(segments),
                event.revision(),
                event.routed(),
                event.randomised(),
                event.firstOfUnit(),
                event.request(),
                event.prediction(),
                event.call()));
    }

    private static Observation of(Observation event, String variant) {
        return new Observation(
                event.requestId(),
                event.model(),
                variant,
                event.role(),
                event.assignedMillis(),
                event.unit(),
                event.segments(),
                event.revision(),
                event.routed(),
                event.randomised(),
                event.firstOfUnit(),
                event.request(),
                event.prediction(),
                event.call());
    }

    private static Plan plan(int number) {
        Stage stage = new Stage("canary", 5_000, 0, Duration.ofDays(1), Duration.ofDays(2), 0, false, List.of());
        return new PlanDraft()
                .name("rollout-" + number)
                .model("model-" + number)
                .collecting(Duration.ofSeconds(30), 100)
                .stages(stage, PlanDraft.stage("full", 100))
                .segments(KEYS.toArray(String[]::new))
                .plan();
    }
}
