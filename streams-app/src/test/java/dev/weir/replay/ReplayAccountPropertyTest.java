package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Role;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.evidence.OpenBlock;
import dev.weir.evidence.Trial;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.shadow.Comparators;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import dev.weir.window.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever comes late, twice, out of order or from a wrong clock: what is counted equals a plain recount, the rest is named.
 */
class ReplayAccountPropertyTest {
    private static final long START = LogDraft.START;
    private static final int REQUESTS = 4_000;
    private static final long SPACING = 20;
    private static final long SECOND = 1_000;
    private static final long DEADLINE = 5_000;
    private static final long SLACK = 1_000;

    /** Entries by which the log is out of order at most; fewer than are looked ahead. */
    private static final int DISORDER = 900;

    /** Requests so close to the end of the log that it cannot be told whether they come late if they come last. */
    private static final int TAIL = 1_500;

    private final Map<Object, Totals> windows = new HashMap<>();

    /** One request as it truly was. */
    private record Truth(String id, long millis, boolean candidate, boolean fails, long durationMicros, boolean last) {
        Logged.Request event() {
            return LogDraft.SERVED
                    .by(candidate ? LogDraft.CANDIDATE : LogDraft.BASELINE)
                    .at(millis)
                    .failing(fails)
                    .taking(durationMicros)
                    .request(id);
        }

        /** Whether its event comes when its second has closed. */
        boolean isLate() {
            long closes = (millis / SECOND + 1) * SECOND + DEADLINE + SLACK;
            return last || millis + durationMicros / 1_000 > closes + 2 * SECOND;
        }
    }

    /** What became of a request and its copy, by a plain look at it. */
    private record Copied(boolean paired, boolean matches) {}

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void shouldCountRequestsAsAPlainRecountAndNameTheRest(@ForAll long seed) {
        windows.clear();
        Random random = new Random(seed);
        List<Truth> truths = truths(random);
        List<Logged> log = new ArrayList<>();
        List<Logged> last = new ArrayList<>();
        truths.forEach(truth -> (truth.last ? last : log).add(truth.event()));
        int duplicates = repeat(log, random);
        int unreadable = insert(log, random, i -> new Logged.Unusable("line " + i));
        int ahead = insert(
                log, random, i -> LogDraft.SERVED.at(START + 86_400_000L + i).request("ahead-" + i));
        int others = insert(log, random, i -> LogDraft.SERVED.of("another").request("other-" + i));
        shuffleNearby(log, random);
        Collections.shuffle(last, random);
        log.addAll(last);

        Replay replay = replay(plan(PlanDraft.stage("canary", 50)));
        LogCounts counts = replay.play(List.of(LogDraft.log(log)), DISORDER + 100);

        assertThat(counts.read()).isEqualTo(log.size());
        assertThat(counts.counted()).isEqualTo(REQUESTS);
        assertThat(counts.duplicate()).isEqualTo(duplicates);
        assertThat(counts.otherModels()).isEqualTo(others);
        assertThat(counts.dead())
                .isEqualTo(ofPositive(Map.of("UNREADABLE", (long) unreadable, "FUTURE", (long) ahead)));
        assertThat(counts.read())
                .isEqualTo(counts.counted() + counts.duplicate() + counts.allDead() + counts.otherModels());
        assertThat(counts.late())
                .isEqualTo(truths.stream().filter(Truth::isLate).count());
        for (boolean candidate : new boolean[] {false, true}) {
            List<Truth> all = truths.stream()
                    .filter(truth -> truth.candidate == candidate)
                    .toList();
            Tally metrics = metrics(candidate ? LogDraft.CANDIDATE : LogDraft.BASELINE);
            assertThat(metrics.requests()).isEqualTo(all.size());
            assertThat(metrics.errors())
                    .isEqualTo(all.stream()
                            .filter(ReplayAccountPropertyTest::isError)
                            .count());
            long since = firstSecond(replay);
            List<Truth> evidence = all.stream()
                    .filter(truth -> truth.millis >= since && !truth.isLate())
                    .toList();
            Tally judged = evidence(replay, candidate);
            assertThat(judged.requests()).isEqualTo(evidence.size());
            assertThat(judged.errors())
                    .isEqualTo(evidence.stream()
                            .filter(ReplayAccountPropertyTest::isError)
                            .count());
        }
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void shouldCountPairsAsAPlainRecountAndNameTheRest(@ForAll long seed) {
        windows.clear();
        Random random = new Random(seed);
        List<Logged> log = new ArrayList<>();
        List<Logged> last = new ArrayList<>();
        Map<Long, Copied> copies = new TreeMap<>();
        for (Truth truth : truths(random)) {
            boolean copied = random.nextInt(10) > 0;
            boolean same = random.nextInt(10) > 0;
            LogDraft draft = LogDraft.SERVED.at(truth.millis).taking(50_000);
            log.add(draft.request(truth.id));
            Logged copy = draft.by(LogDraft.CANDIDATE)
                    .as(Role.SHADOW)
                    .failing(truth.fails)
                    .request(truth.id, same ? "yes" : "no");
            if (copied) {
                (truth.last ? last : log).add(copy);
            }
            boolean paired = copied && !truth.last;
            copies.put(truth.millis, new Copied(paired, paired && same && !truth.fails));
        }
        int duplicates = repeat(log, random);
        shuffleNearby(log, random);
        log.addAll(last);

        Stage shadow = new Stage("shadow", 0, 10_000, Duration.ofDays(1), Duration.ofDays(2), 0, false, List.of());
        Replay replay = replay(plan(shadow));
        LogCounts counts = replay.play(List.of(LogDraft.log(log)), DISORDER + 100);

        assertThat(counts.read())
                .isEqualTo(counts.counted() + counts.duplicate())
                .isEqualTo(log.size());
        assertThat(counts.duplicate()).isEqualTo(duplicates);
        PairTally pairs = replay.snapshot("sentiment").trial().pairs();
        List<Copied> judged = copies.entrySet().stream()
                .filter(entry -> entry.getKey() >= firstSecond(replay))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(judged.size()).isGreaterThan(REQUESTS / 2);
        assertThat(pairs.pairs())
                .isEqualTo(judged.stream().filter(Copied::paired).count());
        assertThat(pairs.compared()).isEqualTo(pairs.pairs());
        assertThat(pairs.matches())
                .isEqualTo(judged.stream().filter(Copied::matches).count());
        assertThat(pairs.losses().servedAlone())
                .isEqualTo(judged.stream().filter(copied -> !copied.paired).count());
        assertThat(pairs.losses().shadowAlone()).isZero();
    }

    private static boolean isError(Truth truth) {
        return truth.fails || truth.durationMicros > DEADLINE * SECOND;
    }

    private static List<Truth> truths(Random random) {
        List<Truth> truths = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            boolean slow = random.nextInt(200) == 0;
            long duration = slow ? 12_000_000 : 1_000 + random.nextInt(400_000);
            boolean last = i < REQUESTS - TAIL && random.nextInt(100) == 0;
            truths.add(new Truth(
                    "r" + i, START + i * SPACING, random.nextBoolean(), random.nextInt(20) == 0, duration, last));
        }
        return truths;
    }

    private static int repeat(List<Logged> log, Random random) {
        int repeated = 0;
        for (int i = log.size() - 1; i >= 0; i--) {
            if (random.nextInt(10) == 0) {
                log.add(Math.min(log.size(), i + random.nextInt(50)), log.get(i));
                repeated++;
            }
        }
        return repeated;
    }

    private static int insert(List<Logged> log, Random random, Function<Integer, Logged> entry) {
        int inserted = random.nextInt(40);
        for (int i = 0; i < inserted; i++) {
            log.add(random.nextInt(log.size() - TAIL), entry.apply(i));
        }
        return inserted;
    }

    private static void shuffleNearby(List<Logged> log, Random random) {
        for (int from = 0; from < log.size(); from += DISORDER) {
            Collections.shuffle(log.subList(from, Math.min(log.size(), from + DISORDER)), random);
        }
    }

    private static Map<String, Long> ofPositive(Map<String, Long> counts) {
        Map<String, Long> positive = new HashMap<>(counts);
        positive.values().removeIf(count -> count == 0);
        return positive;
    }

    private static Plan plan(Stage first) {
        Stage stage = first.mirrorBps() > 0
                ? first
                : new Stage(first.name(), 5_000, 0, Duration.ofDays(1), Duration.ofDays(2), 0, false, List.of());
        return new PlanDraft()
                .collecting(Duration.ofSeconds(3), 1)
                .stages(stage, PlanDraft.stage("canary-2", 60), PlanDraft.stage("full", 100))
                .guardrails(List.of(new Guardrail(Metric.ERROR_RATE, 1_000, 1_000, 0.0005, Guardrail.Action.WARN)))
                .evidencePerUnit(false)
                .plan();
    }

    private Replay replay(Plan plan) {
        return new Replay(
                List.of(plan),
                JudgeSettings.STANDARD,
                Assignment.LOGGED,
                terms -> Comparators.named(terms.comparator(), 0).orElseThrow(),
                (model, output) -> {
                    if (output instanceof Output.Measured measured) {
                        Totals totals = measured.totals();
                        windows.put(List.of(totals.start(), totals.variant(), totals.shadow()), totals);
                    }
                });
    }

    private Tally metrics(String variant) {
        return windows.values().stream()
                .filter(totals -> totals.variant().equals(variant))
                .map(Totals::tally)
                .reduce(Tally.EMPTY, Tally::plus);
    }

    /** The first whole second of the stage: what is counted in a second belongs to one stage. */
    private static long firstSecond(Replay replay) {
        long since = replay.snapshot("sentiment").state().rollout().stageSince().toEpochMilli();
        return (since + SECOND - 1) / SECOND * SECOND;
    }

    private static Tally evidence(Replay replay, boolean candidate) {
        Trial trial = replay.snapshot("sentiment").trial();
        Function<OpenBlock, Tally> arm = candidate ? OpenBlock::candidate : OpenBlock::baseline;
        return trial.open().stream().map(arm).reduce(candidate ? trial.candidate() : trial.baseline(), Tally::plus);
    }
}
