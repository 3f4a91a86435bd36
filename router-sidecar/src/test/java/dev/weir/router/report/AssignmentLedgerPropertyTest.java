package dev.weir.router.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.selection.Reason;
import dev.weir.router.selection.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class AssignmentLedgerPropertyTest {

    private static final int REQUESTS = 100_000;

    private record Step(int forwardMillis, int kind) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> forward = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 300)),
                Tuple.of(1, Arbitraries.integers().between(300, 15_000)));
        return Combinators.combine(forward, Arbitraries.integers().between(0, 9))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property
    void shouldTileTimeAndCountEachAssignmentInItsSecond(@ForAll("steps") List<Step> steps) {
        AtomicLong clock = new AtomicLong(5_000_123);
        AssignmentLedger ledger = new AssignmentLedger(clock::get);
        List<RoutedInterval> intervals = new ArrayList<>();
        List<Assignment> assignments = new ArrayList<>();
        long revision = 0;
        for (Step step : steps) {
            clock.addAndGet(step.forwardMillis());
            if (step.kind() == 0) {
                revision++;
                ledger.revisionInForce(revision);
            } else if (step.kind() <= 3) {
                intervals.addAll(ledger.drain());
            } else {
                Selection selection = new Selection("v" + step.kind() % 2, Reason.WEIGHT, revision, null);
                assignments.add(ledger.assign("m", "r", null, Map.of(), () -> selection));
            }
        }
        intervals.addAll(ledger.drainLast());
        assertTiles(intervals);
        assertThat(reported(intervals)).isEqualTo(chosen(assignments));
    }

    @Example
    void shouldCountExactlyUnderConcurrentLoad() throws InterruptedException, ExecutionException {
        AssignmentLedger ledger = new AssignmentLedger(System::currentTimeMillis);
        AtomicLong revision = new AtomicLong(1);
        List<Assignment> assignments = Collections.synchronizedList(new ArrayList<>());
        List<RoutedInterval> intervals = new ArrayList<>();
        int threads = 4;
        CountDownLatch running = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> loads = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            loads.add(pool.submit(() -> {
                List<Assignment> own = new ArrayList<>();
                for (int request = 0; request < REQUESTS; request++) {
                    String variant = "v" + request % 2;
                    own.add(ledger.assign(
                            "m",
                            "r",
                            null,
                            Map.of(),
                            () -> new Selection(variant, Reason.WEIGHT, revision.get(), null)));
                }
                assignments.addAll(own);
                running.countDown();
            }));
        }
        // A reporter far more eager than the real one, and a revision that changes all the time.
        while (!running.await(2, TimeUnit.MILLISECONDS)) {
            intervals.addAll(ledger.drain());
            ledger.revisionInForce(revision.incrementAndGet());
        }
        for (Future<?> load : loads) {
            load.get();
        }
        pool.shutdown();
        intervals.addAll(ledger.drainLast());
        assertTiles(intervals);
        assertThat(assignments).hasSize(threads * REQUESTS);
        assertThat(reported(intervals)).isEqualTo(chosen(assignments));
    }

    private static void assertTiles(List<RoutedInterval> intervals) {
        for (int i = 1; i < intervals.size(); i++) {
            assertThat(intervals.get(i).fromMillis())
                    .isEqualTo(intervals.get(i - 1).untilMillis());
        }
        for (RoutedInterval interval : intervals) {
            boolean inOneSecond = second(interval.fromMillis()) == second(interval.untilMillis() - 1);
            boolean wholeSeconds = interval.fromMillis() % 1_000 == 0 && interval.untilMillis() % 1_000 == 0;
            assertThat(inOneSecond || (interval.assigned().isEmpty() && wholeSeconds))
                    .as("%s lies in one second, or is idle and made of whole seconds", interval)
                    .isTrue();
        }
    }

    private static Map<String, Long> reported(List<RoutedInterval> intervals) {
        Map<String, Long> sums = new TreeMap<>();
        intervals.forEach(interval -> interval.assigned()
                .forEach((variant, count) -> sums.merge(
                        second(interval.fromMillis()) + " " + interval.revision() + " " + variant, count, Long::sum)));
        return sums;
    }

    private static Map<String, Long> chosen(List<Assignment> assignments) {
        Map<String, Long> sums = new TreeMap<>();
        assignments.forEach(assignment -> sums.merge(
                second(assignment.timestampMillis()) + " "
                        + assignment.selection().revision() + " "
                        + assignment.selection().variant(),
                1L,
                Long::sum));
        return sums;
    }

    private static long second(long millis) {
        return Math.floorDiv(millis, 1_000L);
    }
}
