package dev.weir.view;

import dev.weir.schema.CheckState;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The way the evidence of a rollout took, thin enough to be kept for as long as the rollout takes: whenever there are
 * as many points as may be kept, every second one is dropped, and from then on only half as many verdicts become points.
 * Immutable.
 *
 * @param rollout rollout it is of; null before the first verdict on one
 * @param every   one of so many verdicts becomes a point, besides those that change stage or status
 * @param seen    verdicts so far
 * @param kept    points that stay, earliest first
 * @param latest  the latest point, kept or not; null before the first
 */
public record Trail(String rollout, int every, long seen, List<Point> kept, Point latest) {
    static final Trail NONE = new Trail(null, 1, 0, List.of(), null);

    /** One verdict, without its words. */
    public record Point(Instant at, String stage, VerdictStatus status, List<Figure> figures) {
        public Point {
            figures = List.copyOf(figures);
        }
    }

    /** What one check said of all traffic; what does not apply is null. */
    public record Figure(
            String metric,
            Double ratio,
            Double threshold,
            Double ciLow,
            Double ciHigh,
            Double baselineValue,
            Double candidateValue,
            Double eValue,
            Double advanceEValue,
            CheckState state) {}

    public Trail {
        kept = List.copyOf(kept);
    }

    /** The points, earliest first; the last one is of the latest verdict. */
    public List<Point> points() {
        if (latest == null || kept.get(kept.size() - 1).equals(latest)) {
            return kept;
        }
        List<Point> all = new ArrayList<>(kept);
        all.add(latest);
        return all;
    }

    /** This way with one verdict more, in fewer than so many points; the first one on another rollout begins anew. */
    Trail with(Verdict verdict, int size) {
        if (verdict.getRollout() == null || verdict.getKind() == VerdictKind.DRIFT) {
            return this;
        }
        if (!verdict.getRollout().equals(rollout)) {
            return new Trail(verdict.getRollout(), 1, 0, List.of(), null).with(verdict, size);
        }
        Point point = point(verdict);
        boolean isKept = seen % every == 0 || isTurn(point);
        if (!isKept) {
            return new Trail(rollout, every, seen + 1, kept, point);
        }
        List<Point> more = new ArrayList<>(kept);
        more.add(point);
        int step = every;
        // More than once where the size has shrunk.
        while (more.size() >= size) {
            more = half(more);
            step *= 2;
        }
        return new Trail(rollout, step, seen + 1, more, point);
    }

    private static List<Point> half(List<Point> points) {
        List<Point> half = new ArrayList<>();
        for (int i = 0; i < points.size(); i += 2) {
            half.add(points.get(i));
        }
        return half;
    }

    /** Whether a point is the first of a stage or a status: that is what one looks for in a chart. */
    private boolean isTurn(Point point) {
        return latest == null || !Objects.equals(latest.stage(), point.stage()) || latest.status() != point.status();
    }

    private static Point point(Verdict verdict) {
        return new Point(
                verdict.getTimestamp(),
                verdict.getStage(),
                verdict.getStatus(),
                verdict.getChecks().stream()
                        .filter(check -> check.getSegment() == null)
                        .map(check -> new Figure(
                                check.getMetric(),
                                check.getRatio(),
                                check.getThreshold(),
                                check.getCiLow(),
                                check.getCiHigh(),
                                check.getBaselineValue(),
                                check.getCandidateValue(),
                                check.getEValue(),
                                check.getAdvanceEValue(),
                                check.getState()))
                        .toList());
    }
}
