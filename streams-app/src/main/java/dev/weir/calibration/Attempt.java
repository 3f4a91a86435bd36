package dev.weir.calibration;

import dev.weir.judge.Output;
import dev.weir.replay.Replay;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.verdict.Check;
import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One replay of a pretended rollout, as it is told. Not safe for use by several threads. */
final class Attempt implements Replay.Listener {
    /**
     * Time in a stage.
     *
     * @param stage    its name
     * @param proved   whether it ended by an ADVANCE or a PROMOTE
     * @param millis   time until that; until the end of the log if it did not
     * @param requests requests of the candidate weighed by then
     */
    record Visit(String stage, boolean proved, long millis, long requests) {}

    /**
     * How it ended.
     *
     * @param rolledBack whether Weir rolled it back
     * @param passed     whether a stage in which the candidate took part was passed
     * @param millis     time from the first request that the candidate could get to the end
     * @param requests   requests of the candidate weighed by then
     * @param visits     stages, in their order
     * @param plainAlarm time after which the plain rule would have rolled back, milliseconds; empty if it would not have
     */
    record Result(
            boolean rolledBack,
            boolean passed,
            long millis,
            long requests,
            List<Visit> visits,
            Optional<Long> plainAlarm) {}

    private final PlainRule plain;
    private final Map<String, Instant> entries = new LinkedHashMap<>();
    private final List<Visit> visits = new ArrayList<>();
    private Instant exposedAt;
    private Instant rolledBackAt;
    private long requests;
    private String stage;

    Attempt(Plan plan) {
        this.plain = new PlainRule(plan);
    }

    @Override
    public void said(String model, Output output) {
        if (output instanceof Output.Judged judged) {
            requests = weighed(judged.verdict());
        } else if (output instanceof Output.Measured measured) {
            plain.take(measured.totals());
        } else if (output instanceof Output.Decided decided) {
            follow(decided.decision());
        }
    }

    private static long weighed(Verdict verdict) {
        return verdict.checks().stream()
                .map(Check::candidateSamples)
                .filter(samples -> samples != null)
                .mapToLong(Number::longValue)
                .max()
                .orElse(0);
    }

    private void follow(Decision decision) {
        switch (decision.action()) {
            case START -> enter(decision);
            case ADVANCE -> {
                leave(decision.at(), true);
                enter(decision);
            }
            case PROMOTE -> leave(decision.at(), true);
            case ROLLBACK -> {
                rolledBackAt = decision.at();
                leave(decision.at(), false);
            }
            default -> {}
        }
    }

    private void enter(Decision decision) {
        stage = decision.toStage();
        entries.put(stage, decision.at());
        if (exposedAt == null && !RolloutState.BASELINE_STAGE.equals(stage)) {
            exposedAt = decision.at();
        }
    }

    private void leave(Instant at, boolean proved) {
        if (stage != null) {
            long millis = Duration.between(entries.get(stage), at).toMillis();
            visits.add(new Visit(stage, proved, millis, requests));
            stage = null;
        }
    }

    /** How it ended, once the log is over at some instant. */
    Result end(Instant logEnd) {
        leave(logEnd, false);
        boolean passed =
                visits.stream().anyMatch(visit -> visit.proved && !visit.stage.equals(RolloutState.BASELINE_STAGE));
        Instant until = rolledBackAt == null ? logEnd : rolledBackAt;
        long millis = exposedAt == null ? 0 : Duration.between(exposedAt, until).toMillis();
        Optional<Long> alarm = exposedAt == null
                ? Optional.empty()
                : plain.alarm()
                        .map(at -> Math.max(0, Duration.between(exposedAt, at).toMillis()));
        return new Result(rolledBackAt != null, passed, millis, requests, List.copyOf(visits), alarm);
    }
}
