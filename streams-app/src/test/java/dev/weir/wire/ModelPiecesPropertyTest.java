package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.DriftTerms;
import dev.weir.evidence.Trial;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.rollout.Command;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.shadow.Comparators;
import dev.weir.window.Combiner;
import dev.weir.window.ContentScope;
import dev.weir.window.Delta;
import dev.weir.window.Extent;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.window.PairSide;
import dev.weir.window.TimeLimits;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ModelPiecesPropertyTest {
    private static final String MODEL = "sentiment";
    private static final long START = 1_700_000_000L;
    private static final int PARTITIONS = 2;
    /** Seconds after which the draft plan's model is in its first stage. */
    private static final int SETTLED = 20;

    private static final TimeLimits LIMITS = TimeLimits.of(Duration.ofSeconds(5));

    /**
     * At whichever moments it is stored, what is read is all that it was, and a judge that is restored from it again and
     * again says and is at each step what the one that went on says and is. What sidecars said is not asked for: they are to
     * be heard anew.
     */
    @Property(tries = 80)
    void shouldGoOnFromItsPiecesAsIfItHadNeverStopped(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int rarely) {
        Life life = new Life(seed);
        ModelJudge straight = new ModelJudge(MODEL, JudgeSettings.STANDARD);
        ModelJudge stored = new ModelJudge(MODEL, JudgeSettings.STANDARD);
        StoredJudge store = new StoredJudge(MODEL);
        Random commits = new Random(~seed);
        for (int step = 0; step < Life.STEPS; step++) {
            List<Input> inputs = life.next(step);
            for (Input input : inputs) {
                assertThat(input.tell(stored)).isEqualTo(input.tell(straight));
                if (commits.nextInt(rarely) == 0) {
                    store.store(stored);
                    assertThat(store.read()).isEqualTo(straight.snapshot());
                }
                if (commits.nextInt(2 * rarely) == 0) {
                    store.store(stored);
                    stored = store.restore(JudgeSettings.STANDARD);
                }
            }
            assertThat(stored.snapshot()).isEqualTo(straight.snapshot());
        }
        store.store(stored);
        StoredJudge once = new StoredJudge(MODEL);
        once.store(straight);
        assertThat(once.read()).isEqualTo(store.read());
    }

    /** What goes on above must be there. */
    @Example
    void shouldHaveAllKindsOfPiecesToGoOnFrom() {
        Set<Character> kinds = new TreeSet<>();
        List<Trial> seen = new ArrayList<>();
        for (long seed = 0; seed < 30; seed++) {
            StoredJudge store = new StoredJudge(MODEL);
            ModelJudge judge = new ModelJudge(MODEL, JudgeSettings.STANDARD);
            Life life = new Life(seed);
            for (int step = 0; step < Life.STEPS; step++) {
                life.next(step).forEach(input -> input.tell(judge));
                store.store(judge);
                store.stored.keySet().forEach(name -> kinds.add(name.charAt(0)));
                Optional.ofNullable(judge.snapshot().trial()).ifPresent(seen::add);
            }
        }
        assertThat(kinds).contains('h', 's', 'p', 'a', 'w', 'd', 'r', 't', 'c', 'o', 'm');
        assertThat(seen.stream().flatMap(trial -> trial.segments().stream()))
                .as("blocks of segments")
                .anyMatch(segment -> segment.harms().get(0).evidence().blocks() > 0);
        assertThat(seen.stream().map(trial -> trial.split().baselines()))
                .as("units of the split")
                .anyMatch(units -> units > 0);
        assertThat(seen.stream().map(trial -> trial.pairs().pairs()))
                .as("pairs")
                .anyMatch(pairs -> pairs > 0);
        assertThat(seen.stream().map(trial -> trial.outcomes().strata()))
                .as("outcomes")
                .anyMatch(strata -> !strata.isEmpty());
    }

    /** A judge that is restored knows as well as before how far the log was known. */
    @Example
    void shouldReadBackWhatCameToBeKnownSinceTheLastVerdict() {
        long known = 0;
        for (long seed = 0; seed < 10; seed++) {
            Life life = new Life(seed);
            life.tellsExtents = true;
            ModelJudge judge = new ModelJudge(MODEL, JudgeSettings.STANDARD);
            StoredJudge store = new StoredJudge(MODEL);
            for (int step = 0; step < Life.STEPS; step++) {
                for (Input input : life.next(step)) {
                    input.tell(judge);
                    store.store(judge);
                    assertThat(store.read().readings())
                            .isEqualTo(judge.snapshot().readings());
                    known += judge.snapshot().readings().size();
                }
            }
        }
        assertThat(known).isGreaterThan(100);
    }

    /** In a canary in which nothing happens but requests. */
    @Example
    void shouldWriteOnlyWhatHasChanged() {
        StoredJudge store = new StoredJudge(MODEL);
        ModelJudge judge = new ModelJudge(MODEL, JudgeSettings.STANDARD);
        Life life = new Life(new Random(3), 0, 2);
        judge.plan(
                new PlanDraft()
                        .collecting(Duration.ZERO, 1)
                        .stages(lasting(Duration.ofHours(1)), PlanDraft.stage("full", 100))
                        .plan(),
                Life.at(0));
        int trials = 0;
        for (int step = 0; step < SETTLED + 3 * ModelPieces.CLOSED_BETWEEN_TRIALS; step++) {
            life.requests(step).forEach(input -> input.tell(judge));
            life.tick(step).tell(judge);
            store.store(judge);
            if (step >= SETTLED) {
                assertThat(store.lastPut.keySet()).doesNotContain("s", "w", "f", "a");
                assertThat(store.lastPut.keySet().stream().filter(name -> name.startsWith("o")))
                        .as("of seven seconds that are open, those of which something came")
                        .hasSizeLessThanOrEqualTo(2);
                trials += store.lastPut.containsKey("t") ? 1 : 0;
            }
        }
        assertThat(trials).isBetween(2, 4);
        store.store(judge);
        assertThat(store.lastPut.keySet()).containsExactly("h");
    }

    private static Stage lasting(Duration time) {
        return new Stage("canary", 5_000, 0, time, time, 0, false, List.of());
    }

    @Example
    void shouldSayThatStateIsAnotherVersionsOrBroken() {
        StoredJudge store = new StoredJudge(MODEL);
        ModelJudge judge = new ModelJudge(MODEL, JudgeSettings.STANDARD);
        Life life = new Life(new Random(3), 0, 2);
        IntStream.range(0, SETTLED).forEach(step -> {
            life.next(step).forEach(input -> input.tell(judge));
            store.store(judge);
        });
        for (String piece : List.of("h", "s", "t")) {
            byte[] whole = store.stored.remove(piece);
            assertThatThrownBy(store::read)
                    .as("without %s", piece)
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("'sentiment'");
            store.stored.put(piece, new byte[] {1, 2, 3});
            assertThatThrownBy(store::read)
                    .as("with another %s", piece)
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("'sentiment'");
            store.stored.put(piece, whole);
        }
        List<String> closed = store.stored.keySet().stream()
                .filter(name -> name.startsWith("c"))
                .toList();
        assertThat(closed).hasSizeGreaterThan(2);
        for (String piece : closed) {
            byte[] whole = store.stored.remove(piece);
            assertThatThrownBy(store::read).as("without %s", piece).isInstanceOf(UnreadableStateException.class);
            store.stored.put(piece, whole);
        }
        store.stored.get("h")[0]++;
        assertThatThrownBy(store::read).hasMessageContaining("another version");
    }

    /** Something a judge is told. */
    private interface Input {
        List<Output> tell(ModelJudge judge);
    }

    /** What a judge is told in its life, whatever it makes of it. */
    private static final class Life {
        static final int STEPS = 40;

        private static final PairRules RULES = new PairRules(
                "r",
                "v1.0",
                "v2.0",
                0,
                0,
                "salt",
                10_000,
                Comparators.named("label", 0).orElseThrow(),
                LIMITS);

        private final Random random;
        private final int kind;
        private final int late;
        private final Watermarks watermarks = new Watermarks(PARTITIONS, JudgeSettings.STANDARD.silence());
        private final PairJoin pairs = new PairJoin(Duration.ofSeconds(1));
        private final OutcomeJoin outcomes = new OutcomeJoin(Duration.ofDays(7), Duration.ofSeconds(1), key -> null);
        private final List<Combiner> combiners = new ArrayList<>();
        private long requests;
        private boolean tellsExtents;

        Life(long seed) {
            this(new Random(seed), Math.floorMod(seed, 4), 10);
        }

        /** Requests are up to so many seconds late. */
        Life(Random random, int kind, int late) {
            this.late = late;
            this.random = random;
            this.kind = kind;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                combiners.add(new Combiner(partition, Duration.ofSeconds(11)));
            }
        }

        List<Input> next(int step) {
            Instant now = at(step);
            List<Input> inputs = new ArrayList<>();
            if (step == 1 || random.nextInt(60) == 0) {
                Plan plan = plan();
                inputs.add(judge -> kind == 3 ? judge.watch(watch(now), now) : judge.plan(plan, now));
            }
            inputs.addAll(requests(step));
            if (step > 15 && random.nextInt(12) == 0) {
                Command command = command();
                inputs.add(judge -> judge.command(command, now));
            }
            if (random.nextInt(50) == 0) {
                inputs.add(judge -> judge.withdraw(Withdrawal.UNSIGNED, now));
            }
            inputs.add(tick(step));
            Watermarks until = read();
            inputs.add(judge -> judge.tick(until, now.plusMillis(400)));
            return inputs;
        }

        private static Instant at(int step) {
            return Instant.ofEpochSecond(START + step);
        }

        /** What a drill finds out depends on sidecars, which are not asked for here. */
        private Command command() {
            List<Command.Verb> verbs = new ArrayList<>(List.of(Command.Verb.values()));
            verbs.remove(Command.Verb.DRILL);
            return new Command(verbs.get(random.nextInt(verbs.size())), "ada", "because", true);
        }

        private static Watch watch(Instant now) {
            DriftTerms terms = new DriftTerms(List.of(), true, Duration.ofSeconds(10), 20, 0.2, 0.01);
            return new Watch("drift", MODEL, "v1.0", Duration.ofSeconds(5), null, terms, null, now, "ada");
        }

        private Plan plan() {
            PlanDraft draft = new PlanDraft().collecting(Duration.ZERO, 1);
            return switch (kind) {
                case 0 -> draft.segments("user_type").plan();
                case 1 ->
                    draft.stages(PlanDraft.stage("ab-test", 50), PlanDraft.stage("full", 100))
                            .experiment(ExperimentTerms.STANDARD)
                            .plan();
                default ->
                    draft.stages(
                                    new Stage(
                                            "shadow",
                                            0,
                                            10_000,
                                            Duration.ofHours(1),
                                            Duration.ofHours(1),
                                            0,
                                            false,
                                            List.of()),
                                    PlanDraft.stage("canary", 50),
                                    PlanDraft.stage("full", 100))
                            .plan();
            };
        }

        /** Partitions are read up to different instants, one of them at times not at all. */
        Input tick(int step) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (partition == 0 || random.nextInt(6) > 0) {
                    watermarks.advance(
                            new Watermark(partition, (START + step) * 1_000 - random.nextInt(1_500) * partition),
                            (START + step) * 1_000);
                }
            }
            Watermarks until = read();
            return judge -> judge.tick(until, at(step));
        }

        private Watermarks read() {
            Watermarks until = new Watermarks(PARTITIONS, JudgeSettings.STANDARD.silence());
            watermarks.snapshot().forEach((partition, millis) -> until.restore(new Watermark(partition, millis)));
            return until;
        }

        List<Input> requests(int step) {
            List<Input> inputs = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int events = random.nextInt(30);
                for (int i = 0; i < events; i++) {
                    request(partition, START + step - random.nextInt(late) * random.nextInt(2));
                }
                pairs.settle((START + step) * 1_000, model -> Optional.of(RULES));
                Delta counted = combiners.get(partition).drain().get(MODEL);
                List<Delta.Pairs> paired = pairs.drain().getOrDefault(MODEL, List.of());
                List<Delta.Outcomes> known = outcomes.drain().getOrDefault(MODEL, List.of());
                if (counted != null) {
                    Delta delta = new Delta(
                                    partition,
                                    counted.counts(),
                                    counted.corrections(),
                                    paired,
                                    known,
                                    counted.contents())
                            .of(tellsExtents ? extent(step) : null);
                    inputs.add(judge -> {
                        if (judge.isKnown()) {
                            judge.delta(delta);
                        }
                        return List.of();
                    });
                }
            }
            return inputs;
        }

        private Extent extent(int step) {
            return new Extent(
                    new Extent.Place(requests - 1, 0, (START + step - 1) * 1_000),
                    new Extent.Place(requests, 0, (START + step) * 1_000),
                    new Extent.Treatment(step % 3 - 1, step % 2 == 0));
        }

        private void request(int partition, long second) {
            Observation event =
                    observation("r" + requests++, second, Role.SERVED, random.nextBoolean() ? "v1.0" : "v2.0");
            combiners.get(partition).add(event, LIMITS);
            if (kind == 1) {
                OutcomeScope scope = new OutcomeScope(Set.of("v1.0", "v2.0"), LIMITS);
                outcomes.add(event, random.nextBoolean() ? "a" : null, scope);
                outcomes.add(new Outcome(event.requestId(), MODEL, second * 1_000, null, "a", null, null));
            }
            if (kind == 3) {
                combiners
                        .get(partition)
                        .addContent(
                                event,
                                new ContentScope(Set.of("v1.0"), Set.of(), true),
                                () -> new Asked(Map.of("x", random.nextGaussian()), Map.of("c", "d"), 7L),
                                () -> new Answer("l" + random.nextInt(3), random.nextDouble(), null, null, null));
            }
            if (kind == 2) {
                for (Role role : Role.values()) {
                    Observation half =
                            observation(event.requestId(), second, role, role == Role.SERVED ? "v1.0" : "v2.0");
                    Answer answer = new Answer("l" + random.nextInt(3), 0.5, 1.0, "text", List.of(0.5f, 1f));
                    pairs.add(half, PairSide.of(half, new Asked(Map.of(), Map.of(), 7L), answer), RULES);
                }
            }
        }

        private Observation observation(String id, long second, Role role, String variant) {
            Observation.Status[] statuses = Observation.Status.values();
            return new Observation(
                    id,
                    MODEL,
                    variant,
                    role,
                    second * 1_000,
                    random.nextBoolean() ? "u" + random.nextInt(200) : null,
                    Segments.canonical(Map.of("user_type", random.nextBoolean() ? "free" : "paying")),
                    kind == 2 ? 1 + random.nextInt(2) : random.nextInt(5) - 1,
                    false,
                    random.nextInt(5) > 0,
                    random.nextInt(3) == 0 ? Boolean.TRUE : null,
                    true,
                    random.nextBoolean(),
                    random.nextInt(10) == 0
                            ? null
                            : new Observation.Call(
                                    random.nextInt(6_000_000),
                                    statuses[random.nextInt(8) == 0 ? random.nextInt(statuses.length) : 0],
                                    random.nextInt(50_000),
                                    Observation.ABSENT,
                                    random.nextInt(9)));
        }
    }
}
