package dev.weir.evidence;

import static dev.weir.evidence.Traffic.END;
import static dev.weir.evidence.Traffic.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.verdict.AgreementTerms;
import dev.weir.verdict.ErrorBudget;
import dev.weir.verdict.Occasion;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdicts;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** When counts are sent and in which order they come has no say in what is concluded from them. */
class EvidenceOrderPropertyTest {
    private static final int PARTITIONS = 3;
    private static final int REQUESTS = 1_500;
    private static final TrialRules RULES =
            new TrialRules(Traffic.BASELINE, Traffic.CANDIDATE, List.of("user_type", "region"), true, 0);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final ClosingRule RULE = new ClosingRule(Duration.ofSeconds(5), Duration.ofSeconds(1));

    private final List<List<Observation>> traffic = Traffic.byPartition(7, REQUESTS, PARTITIONS);

    @Property(tries = 100)
    void shouldCloseTheSameSecondsHoweverDeltasAreCutAndDelivered(
            @ForAll @Size(max = 60) List<@IntRange(max = REQUESTS) Integer> cuts, @ForAll long order) {
        OpenSeconds shuffled = new OpenSeconds(START);
        interleaved(cuts, order).forEach(delta -> Traffic.add(shuffled, delta));
        List<ClosedSecond> closed = Traffic.close(shuffled);

        List<ClosedSecond> expected = inOrder();
        assertThat(closed).isEqualTo(expected);
        assertThat(Traffic.judge(RULES, closed)).isEqualTo(Traffic.judge(RULES, expected));
        assertThat(logs(Traffic.judge(RULES, closed))).isEqualTo(logs(Traffic.judge(RULES, expected)));
        assertThat(verdict(Traffic.judge(RULES, closed))).isEqualTo(verdict(Traffic.judge(RULES, expected)));
    }

    /** What is compared above must be there. */
    @Example
    void shouldHaveEvidenceInEverySegment() {
        Trial trial = Traffic.judge(RULES, inOrder());
        assertThat(trial.segments())
                .extracting(SegmentEvidence::segment)
                .containsExactly(
                        "region=r0",
                        "region=r1",
                        "region=r2",
                        "region=other",
                        "user_type=free",
                        "user_type=paying",
                        "user_type=other");
        assertThat(trial.segments())
                .filteredOn(segment -> !segment.segment().endsWith("=other"))
                .allSatisfy(segment ->
                        assertThat(segment.harms().get(0).evidence().blocks()).isPositive());
        assertThat(trial.split().baselines()).isGreaterThan(20);
    }

    @Property(tries = 50)
    void shouldGoOnWithTheSameBitsFromASnapshotOfOpenSeconds(
            @ForAll @Size(max = 20) List<@IntRange(max = REQUESTS) Integer> cuts,
            @ForAll long order,
            @ForAll @IntRange(max = 20) int restart) {
        OpenSeconds open = new OpenSeconds(START);
        List<Delta> deltas = interleaved(cuts, order);
        for (int i = 0; i < deltas.size(); i++) {
            if (i == restart) {
                OpenSeconds restored = new OpenSeconds(open.front());
                restored.restore(open.snapshot());
                open = restored;
            }
            Traffic.add(open, deltas.get(i));
        }
        assertThat(Traffic.close(open)).isEqualTo(inOrder());
    }

    /** Some seconds close because routers account for them, the rest by the clock: nobody can tell which. */
    @Property(tries = 50)
    void shouldGiveTheSameEvidenceWhetherASecondClosesEarlyOrByTheClock(@ForAll long choice) {
        OpenSeconds open = filled();
        Watermarks watermarks = new Watermarks(PARTITIONS, SILENCE);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            watermarks.advance(new Watermark(partition, RULE.completeAt(END)), RULE.completeAt(END));
        }
        Random random = new Random(choice);
        List<ClosedSecond> closed = new ArrayList<>();
        while (open.front() < END) {
            closed.add(
                    random.nextBoolean()
                            ? open.closeComplete()
                            : open.closeByWatermark(watermarks, RULE).orElseThrow());
        }
        assertThat(closed).isEqualTo(inOrder());
    }

    @Property(tries = 20)
    void shouldLeaveOutAPartitionAsAWhole(@ForAll @IntRange(max = PARTITIONS - 1) int silent) {
        OpenSeconds open = filled();
        Watermarks watermarks = new Watermarks(PARTITIONS, SILENCE);
        // The silent partition has been read into the first second, part of which is there.
        long heardFrom = START * 1_000 - HeardTime.RETURNING.toMillis();
        watermarks.advance(new Watermark(silent, START * 1_000 + 500), heardFrom);
        for (long now = heardFrom; now <= RULE.completeAt(END) + SILENCE.toMillis(); now += 1_000) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (partition != silent) {
                    watermarks.advance(new Watermark(partition, now), now);
                }
            }
        }
        OpenSeconds others = new OpenSeconds(START);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (partition != silent) {
                Traffic.deltas(partition, traffic.get(partition), List.of())
                        .forEach(delta -> Traffic.add(others, delta));
            }
        }
        long leftOut = 0;
        for (ClosedSecond expected : Traffic.close(others)) {
            Optional<ClosedSecond> closed = open.closeByWatermark(watermarks, RULE);
            assertThat(closed.map(ClosedSecond::counts)).contains(expected.counts());
            leftOut += closed.orElseThrow().leftOut();
        }
        assertThat(leftOut).isEqualTo(traffic.get(silent).size());
    }

    private OpenSeconds filled() {
        OpenSeconds open = new OpenSeconds(START);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Traffic.deltas(partition, traffic.get(partition), List.of()).forEach(delta -> Traffic.add(open, delta));
        }
        return open;
    }

    private List<ClosedSecond> inOrder() {
        return Traffic.close(filled());
    }

    /** The partitions' deltas, each partition's in order, otherwise in any. */
    private List<Delta> interleaved(List<Integer> cuts, long order) {
        List<Integer> turns = new ArrayList<>();
        Map<Integer, List<Delta>> left = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Delta> deltas = Traffic.deltas(partition, traffic.get(partition), cuts);
            left.put(partition, new ArrayList<>(deltas));
            turns.addAll(Collections.nCopies(deltas.size(), partition));
        }
        Collections.shuffle(turns, new Random(order));
        return turns.stream().map(partition -> left.get(partition).remove(0)).toList();
    }

    private static Verdict verdict(Trial trial) {
        return new Verdicts()
                .of(
                        trial,
                        new Occasion(
                                "v-1",
                                Instant.ofEpochSecond(END),
                                new ErrorBudget(0.05, 0.05),
                                false,
                                Duration.ofSeconds(6),
                                null,
                                new AgreementTerms(0.85, 1_000)));
    }

    private static List<Long> logs(Trial trial) {
        List<Long> bits = new ArrayList<>();
        trial.guardrails().forEach(evidence -> {
            bits.add(Double.doubleToRawLongBits(evidence.harm().logE()));
            bits.add(Double.doubleToRawLongBits(evidence.fine().logE()));
        });
        trial.segments().forEach(segment -> segment.harms()
                .forEach(harm ->
                        bits.add(Double.doubleToRawLongBits(harm.evidence().logE()))));
        bits.add(Double.doubleToRawLongBits(trial.split().logE()));
        bits.add(Double.doubleToRawLongBits(trial.catastrophe().harm().logE()));
        return bits;
    }
}
