package dev.weir.router.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.report.Call.Outcome;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Tables;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouterReport;
import dev.weir.schema.VariantHealth;
import dev.weir.schema.VariantState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RouterReporterTest {

    private final RouteImage image = RouteImage.EMPTY.with(Tables.weighted(7, 3_000, "s"));
    private final Assigner assigner =
            new Assigner(() -> image, Map.of("m", "v1"), System::currentTimeMillis, new SimpleMeterRegistry());

    @Test
    void shouldReportExactlyTheEventsPublishedUnderConcurrentLoad() throws Exception {
        List<RouterReport> reports = new CopyOnWriteArrayList<>();
        List<InferenceEvent> events = Collections.synchronizedList(new ArrayList<>());
        EventRecorder recorder = new EventRecorder("edge", events::add, model -> CapturePolicy.KEEP_ALL);
        ExecutorService loops = Executors.newFixedThreadPool(3);
        try (RouterReporter reporter = reporter(recorder, reports)) {
            reporter.start();
            long end = System.nanoTime() + Duration.ofMillis(2_300).toNanos();
            List<Future<?>> load = new ArrayList<>();
            for (int loop = 0; loop < 3; loop++) {
                String name = "loop-" + loop + "-";
                load.add(loops.submit(() -> {
                    for (int i = 0; System.nanoTime() < end; i++) {
                        recorder.record(call(assigner.assign("m", name + i, name + i % 100, Map.of())));
                        Thread.onSpinWait();
                    }
                }));
            }
            for (Future<?> done : load) {
                done.get();
            }
        } finally {
            loops.shutdown();
        }
        Map<String, Long> published = new TreeMap<>();
        events.forEach(event ->
                published.merge(event.getTimestamp().getEpochSecond() + " " + event.getVariant(), 1L, Long::sum));
        Map<String, Long> reported = new TreeMap<>();
        reports.forEach(report -> report.getAssigned()
                .forEach((variant, count) ->
                        reported.merge(report.getFrom().getEpochSecond() + " " + variant, count, Long::sum)));
        assertThat(published).isNotEmpty();
        assertThat(reported).isEqualTo(published);
        assertThat(reports).extracting(RouterReport::getSidecar).containsOnly("edge");
    }

    @Test
    void shouldReportEventsThatWereDroppedOnce() {
        List<RouterReport> reports = new CopyOnWriteArrayList<>();
        EventRecorder recorder = new EventRecorder("edge", event -> false, model -> CapturePolicy.KEEP_ALL);
        recorder.record(call(assigner.assign("m", "r", "u", Map.of())));
        recorder.record(call(assigner.assign("m", "r", "u", Map.of())));
        try (RouterReporter reporter = reporter(recorder, reports)) {
            reporter.start();
            await().untilAsserted(() -> assertThat(reports).isNotEmpty());
        }
        assertThat(reports.stream().mapToLong(RouterReport::getDropped).sum()).isEqualTo(2);
        assertThat(reports).extracting(RouterReport::getStale).containsOnly(true);
    }

    @Test
    void shouldTellOfLostEventsInALaterReportWhenThereIsNoRoomForTheFirst() {
        List<RouterReport> reports = new CopyOnWriteArrayList<>();
        List<RouterReport> refused = new CopyOnWriteArrayList<>();
        List<InferenceEvent> taken = new ArrayList<>();
        EventRecorder recorder = new EventRecorder("edge", taken::add, model -> CapturePolicy.KEEP_ALL);
        recorder.record(call(assigner.assign("m", "r", "u", Map.of())));
        recorder.lost(taken.get(0));
        try (RouterReporter reporter = new RouterReporter(
                "edge",
                assigner,
                recorder,
                () -> true,
                System::currentTimeMillis,
                (report, lost) -> (refused.isEmpty() ? refused : reports).add(report) && report != refused.get(0))) {
            reporter.start();
            await().untilAsserted(() -> assertThat(reports).isNotEmpty());
        }
        assertThat(refused).extracting(RouterReport::getDropped).containsExactly(1L);
        assertThat(reports.stream().mapToLong(RouterReport::getDropped).sum()).isEqualTo(1);
    }

    @Test
    void shouldTellAgainOfLostEventsWhenTheReportThatSaidSoIsNotPublished() {
        List<RouterReport> published = new CopyOnWriteArrayList<>();
        List<RouterReport> failed = new CopyOnWriteArrayList<>();
        EventRecorder recorder = new EventRecorder("edge", event -> false, model -> CapturePolicy.KEEP_ALL);
        recorder.record(call(assigner.assign("m", "r", "u", Map.of())));
        RouterReporter.Outlet failsOnce = (report, lost) -> {
            if (failed.isEmpty()) {
                failed.add(report);
                lost.run();
            } else {
                published.add(report);
            }
            return true;
        };
        try (RouterReporter reporter = reporter(recorder, failsOnce)) {
            reporter.start();
            await().untilAsserted(() -> assertThat(published).isNotEmpty());
        }
        assertThat(failed).extracting(RouterReport::getDropped).containsExactly(1L);
        assertThat(published.stream().mapToLong(RouterReport::getDropped).sum()).isEqualTo(1);
    }

    @Test
    void shouldTellOfLostEventsOfAModelThatItDoesNotServe() {
        List<RouterReport> reports = new CopyOnWriteArrayList<>();
        EventRecorder recorder = new EventRecorder("edge", event -> true, model -> CapturePolicy.KEEP_ALL);
        recorder.lost("logged", 3);
        try (RouterReporter reporter = reporter(recorder, reports)) {
            reporter.start();
            await().untilAsserted(() ->
                    assertThat(reports).extracting(RouterReport::getModel).contains("logged"));
        }
        List<RouterReport> ofLogged = reports.stream()
                .filter(report -> report.getModel().equals("logged"))
                .toList();
        assertThat(ofLogged).extracting(RouterReport::getDropped).containsExactly(3L);
        assertThat(ofLogged).extracting(RouterReport::getAssigned).containsExactly(Map.of());
    }

    @Test
    void shouldTellWhatIsKnownOfEachVariant() {
        List<RouterReport> reports = new CopyOnWriteArrayList<>();
        try (RouterReporter reporter = new RouterReporter(
                "edge",
                assigner,
                new EventRecorder("edge", event -> true, model -> CapturePolicy.KEEP_ALL),
                () -> false,
                System::currentTimeMillis,
                (report, lost) -> reports.add(report),
                model -> Map.of(
                        "v1", new Reachability(false, 40L),
                        "v2", new Reachability(true, 9_000L),
                        "v3", new Reachability(false, null)))) {
            reporter.start();
            await().untilAsserted(() -> assertThat(reports).isNotEmpty());
        }
        assertThat(reports.get(0).getHealth())
                .containsOnly(
                        Map.entry("v1", new VariantHealth(VariantState.UP, 40L)),
                        Map.entry("v2", new VariantHealth(VariantState.DOWN, 9_000L)),
                        Map.entry("v3", new VariantHealth(VariantState.UNTRIED, null)));
    }

    private RouterReporter reporter(EventRecorder recorder, RouterReporter.Outlet outlet) {
        return new RouterReporter("edge", assigner, recorder, () -> true, System::currentTimeMillis, outlet);
    }

    private RouterReporter reporter(EventRecorder recorder, List<RouterReport> reports) {
        return new RouterReporter(
                "edge",
                assigner,
                recorder,
                () -> true,
                System::currentTimeMillis,
                (report, lost) -> reports.add(report));
    }

    private static Call call(Assignment assignment) {
        return new Call(
                assignment,
                assignment.selection().variant(),
                Call.Role.SERVED,
                assignment.selection().reason(),
                assignment.timestampMillis(),
                0,
                1,
                Outcome.OK,
                null,
                null,
                null,
                null);
    }
}
