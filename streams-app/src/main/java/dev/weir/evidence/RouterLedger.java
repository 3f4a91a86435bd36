package dev.weir.evidence;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the routers of a model say they assigned, second by second: with it a second can be closed as soon as every
 * request assigned in it has been counted, long before the last answer could have timed out.
 *
 * <p>Kept on the heap only: what is lost with a restart only means that seconds close by the clock for a while. Not
 * safe for use by several threads.
 */
public final class RouterLedger {
    /** A router that has said nothing for so long is not waited for, milliseconds. */
    public static final long SILENT_AFTER_MILLIS = 30_000;

    private static final long IDLE_GRACE_MILLIS = 2_000;
    private static final long SECOND_MILLIS = 1_000;
    private static final int LARGEST_SECONDS = 120;

    private final Map<String, Router> routers = new HashMap<>();
    private final TreeMap<Long, Assigned> seconds = new TreeMap<>();

    private static final class Router {
        private long seenMillis;
        private long reportedUntilMillis;
        private boolean idle = true;
    }

    private static final class Assigned {
        private final Map<String, Long> byVariant = new HashMap<>();
        private final Map<String, Long> coveredMillis = new HashMap<>();
        private long dropped;
    }

    /** Whether no router is known that is alive. */
    public boolean isEmpty() {
        return routers.isEmpty();
    }

    /** Takes note of a router's sign of life. */
    public void seen(String sidecar, long nowMillis) {
        routers.computeIfAbsent(sidecar, key -> new Router()).seenMillis = nowMillis;
    }

    /** Takes note of a report. */
    public void report(RouterReport report, long nowMillis) {
        seen(report.sidecar(), nowMillis);
        Router router = routers.get(report.sidecar());
        router.idle = report.assigned().isEmpty();
        if (report.untilMillis() <= report.fromMillis()) {
            return;
        }
        router.reportedUntilMillis = Math.max(router.reportedUntilMillis, report.untilMillis());
        long second = report.second();
        if (second < 0 && !router.idle) {
            // In which second these were assigned cannot be told, so that neither is covered: it closes by the clock.
            return;
        }
        long last = Math.floorDiv(report.untilMillis() - 1, SECOND_MILLIS);
        for (long covered = Math.max(Math.floorDiv(report.fromMillis(), SECOND_MILLIS), last - LARGEST_SECONDS);
                covered <= last;
                covered++) {
            long from = Math.max(report.fromMillis(), covered * SECOND_MILLIS);
            long until = Math.min(report.untilMillis(), (covered + 1) * SECOND_MILLIS);
            seconds.computeIfAbsent(covered, key -> new Assigned())
                    .coveredMillis
                    .merge(report.sidecar(), until - from, Long::sum);
        }
        if (second >= 0) {
            Assigned assigned = seconds.get(second);
            report.assigned().forEach((variant, count) -> assigned.byVariant.merge(variant, count, Long::sum));
            assigned.dropped += report.dropped();
        }
        while (seconds.size() > LARGEST_SECONDS) {
            seconds.pollFirstEntry();
        }
    }

    /** Whether the routers that are alive have all said what they assigned in a second. */
    public boolean covers(long second, long nowMillis) {
        routers.values().removeIf(router -> nowMillis - router.seenMillis > SILENT_AFTER_MILLIS);
        if (routers.isEmpty()) {
            return false;
        }
        Assigned assigned = seconds.get(second);
        return routers.entrySet().stream()
                .allMatch(entry -> covers(entry.getKey(), entry.getValue(), assigned, second, nowMillis));
    }

    private static boolean covers(String sidecar, Router router, Assigned assigned, long second, long nowMillis) {
        if (assigned != null && assigned.coveredMillis.getOrDefault(sidecar, 0L) >= SECOND_MILLIS) {
            return true;
        }
        boolean notHeardSince = router.reportedUntilMillis <= second * SECOND_MILLIS;
        return router.idle && notHeardSince && nowMillis >= (second + 1) * SECOND_MILLIS + IDLE_GRACE_MILLIS;
    }

    /** Requests assigned in a second by variant, as far as reported. */
    public Map<String, Long> assigned(long second) {
        Assigned assigned = seconds.get(second);
        return assigned == null ? Map.of() : Map.copyOf(assigned.byVariant);
    }

    /** Whether every request assigned in a second is among the counted ones. */
    public boolean isAccountedFor(long second, Map<String, Long> counted, long nowMillis) {
        Assigned assigned = seconds.get(second);
        return covers(second, nowMillis)
                && (assigned == null ? counted.isEmpty() : assigned.dropped == 0 && assigned.byVariant.equals(counted));
    }
}
