package dev.weir.benchmark.judge;

import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Segments;
import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.OpenSeconds;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.window.Cell;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A judge whose model is in a canary, with half a minute of collected baseline and as much of evidence: 500 requests a second,
 * or as many as are asked for, in 12 partitions, each of which commits once a second.
 */
final class Canary {
    /** Time after its end at which a second closes: the plan's timeout and the slack. */
    static final Duration CLOSING = Requests.TIMEOUT.plus(Requests.SLACK);

    /** What a request may bring that no request of the collected baseline did: "other" of each attribute. */
    private static final String NEWCOMER =
            Segments.canonical(Map.of("country", "c-new", "device", "d-new", "tier", "t-new"));

    private static final int NEWCOMER_ONE_IN = 33;
    private static final int PARTITIONS = 12;
    private static final int REQUESTS_PER_SECOND = 500;
    private static final long COLLECTED_SECONDS = 30;
    private static final long FEWEST_COLLECTED_SECONDS = 2;
    private static final long COMPARED_SECONDS = 30;
    private static final int ENOUGH_REQUESTS = 1 << 16;

    private final Requests requests = new Requests(ENOUGH_REQUESTS);
    private final Combiner combiner = new Combiner(0, Requests.SLACK);
    private final Watermarks watermarks = new Watermarks(PARTITIONS, JudgeSettings.STANDARD.silence());
    private final ModelJudge judge = new ModelJudge(Requests.MODEL, JudgeSettings.STANDARD);
    private final List<String> keys;
    private final int requestsPerSecond;
    private final List<Delta> held = new ArrayList<>();
    private long second = 1_700_000_000L;
    private long revision;

    /**
     * Leads a model into its canary.
     *
     * @param segmented whether evidence is kept apart by the attributes, which makes 20 segments
     */
    Canary(boolean segmented) {
        this(segmented, REQUESTS_PER_SECOND);
    }

    /** Leads a model with so many requests a second into its canary. */
    Canary(boolean segmented, int requestsPerSecond) {
        this.requestsPerSecond = requestsPerSecond;
        keys = segmented ? Requests.keys() : List.of();
        follow(judge.plan(
                RolloutFile.read(file(), Instant.ofEpochSecond(second), "benchmark")
                        .plan()
                        .orElseThrow(),
                Instant.ofEpochSecond(second)));
        run(COLLECTED_SECONDS);
        run(COMPARED_SECONDS);
        Trial trial = trial();
        if (trial == null
                || trial.current().stage() == StageStart.BASELINE
                || trial.guardrails().size() != 6
                || trial.segments().size() != (segmented ? 20 : 0)) {
            throw new IllegalStateException("no canary of that size: " + trial);
        }
    }

    private String file() {
        return """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %s }
                spec:
                  model: %s
                  baseline: %s
                  candidate: %s
                  baselineCollection: { minDuration: %ds, minSamples: %d }
                  stages:
                    - { name: canary, weight: %d, minDuration: 1d, maxDuration: 90d }
                    - { name: full, weight: 100, minDuration: 0s, maxDuration: 90d }
                  override: { skippedStages: "one stage is measured" }
                  segments: %s
                """
                .formatted(
                        Requests.MODEL,
                        Requests.MODEL,
                        Requests.BASELINE,
                        Requests.CANDIDATE,
                        COLLECTED_SECONDS,
                        FEWEST_COLLECTED_SECONDS * requestsPerSecond,
                        100 / Requests.CANDIDATE_ONE_IN,
                        keys);
    }

    ModelJudge judge() {
        return judge;
    }

    Watermarks watermarks() {
        return watermarks;
    }

    /** The instant up to which it has been led, at which nothing is due. */
    Instant now() {
        return Instant.ofEpochSecond(second).plus(CLOSING);
    }

    Trial trial() {
        return judge.snapshot().trial();
    }

    /** Seconds pass, each of which closes and is judged. */
    void run(long seconds) {
        for (long i = 0; i < seconds; i++) {
            deltas(second).forEach(judge::delta);
            second++;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                watermarks.advance(new Watermark(partition, now().toEpochMilli()), now().toEpochMilli());
            }
            follow(judge.tick(watermarks, now()));
        }
    }

    /**
     * A second passes as it does between two commits of the judge: half of the partitions tell of it, the other half of the one
     * before, and one closes that is over by the clock.
     */
    void pass() {
        held.forEach(judge::delta);
        List<Delta> deltas = deltas(second);
        List<Delta> told = deltas.subList(0, deltas.size() / 2);
        told.forEach(judge::delta);
        held.clear();
        held.addAll(deltas.subList(told.size(), deltas.size()));
        second++;
        Instant now = Instant.ofEpochSecond(second);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            watermarks.advance(new Watermark(partition, now.toEpochMilli()), now.toEpochMilli());
        }
        follow(judge.tick(watermarks, now));
    }

    private void follow(List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Routed routed) {
                revision = routed.table().revision();
            }
        }
    }

    /** What the partitions count of a second so many seconds after those that are over. */
    List<Delta> open(int after) {
        return deltas(second + after);
    }

    private List<Delta> deltas(long at) {
        List<Delta> deltas = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int number = partition;
            for (int i = partition; i < requestsPerSecond; i += PARTITIONS) {
                count(event(requests.next(), at * 1_000 + i));
            }
            drained().ifPresent(counts -> deltas.add(new Delta(number, counts.counts())));
        }
        return deltas;
    }

    /** Until there are weights for the candidate it gets nothing, nor does anybody come whose like was never seen. */
    private Observation event(int request, long millis) {
        boolean isCompared = revision > 1;
        return requests.event(
                request,
                millis,
                revision,
                requests.isFirstOfUnit(request),
                isCompared && request % NEWCOMER_ONE_IN == 0 ? NEWCOMER : requests.attributes(request),
                isCompared && Requests.isCandidate(request));
    }

    /** The next second, closed, in which one stratum brings requests and no other does. */
    ClosedSecond closed(int candidate, int baseline) {
        String attributes = requests.attributes(requests.next());
        for (int i = 0; i < candidate + baseline; i++) {
            count(requests.event(requests.next(), second * 1_000, revision, true, attributes, i < candidate));
        }
        OpenSeconds open = new OpenSeconds(second);
        for (Delta.Count count : drain()) {
            Cell cell = count.cell();
            open.add(
                    0,
                    new Cell(
                            cell.second(),
                            cell.revision(),
                            cell.variant(),
                            cell.role(),
                            Segments.project(cell.segments(), keys),
                            cell.admission()),
                    count.tally());
        }
        return open.closeComplete();
    }

    private void count(Observation event) {
        combiner.add(event, Requests.LIMITS);
    }

    private List<Delta.Count> drain() {
        return drained().orElseThrow().counts();
    }

    private Optional<Delta> drained() {
        return Optional.ofNullable(combiner.drain().get(Requests.MODEL));
    }
}
