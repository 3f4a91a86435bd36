package dev.weir.simulation.rollout;

import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.Output;
import dev.weir.rollout.Decision;
import dev.weir.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a judge has decided so far, and what the routers made of it. Not safe for use by several threads. */
final class Trail {
    private final List<String> path = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final TreeMap<Long, long[]> assigned = new TreeMap<>();
    private RoutingTable table;

    /** Takes note of what the judge published. */
    void follow(List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Decided decided) {
                decisions.add(decided.decision());
            } else if (output instanceof Output.Routed routed) {
                table = routed.table();
                if (table.stage() != null) {
                    path.add(table.stage());
                }
            }
        }
    }

    /** The table in force. */
    RoutingTable table() {
        return table;
    }

    /** Weight of the candidate in force, basis points. */
    int candidateBps() {
        return table.weights().get(1).bps();
    }

    /** A request was assigned to the baseline (0) or the candidate (1). */
    void assigned(long second, int arm) {
        assigned.computeIfAbsent(second, key -> new long[2])[arm]++;
    }

    /** Requests assigned in a second, by variant. */
    Map<String, Long> assignedIn(long second, String baseline, String candidate) {
        long[] both = assigned.getOrDefault(second, new long[2]);
        Map<String, Long> byVariant = new TreeMap<>(Map.of(baseline, both[0], candidate, both[1]));
        byVariant.values().removeIf(count -> count == 0);
        return byVariant;
    }

    /** Whether the rollout goes on and has not come to a stage; null for none. */
    boolean isRunning(String until) {
        if (decisions.isEmpty() || until != null && path.contains(until)) {
            return decisions.isEmpty();
        }
        return switch (decisions.get(decisions.size() - 1).action()) {
            case ROLLBACK, PROMOTE, PAUSE, ABORT -> false;
            case START, HOLD, ADVANCE, RESUME, KILL, UNKILL, OVERRIDE, DRILL, REFUSE -> true;
        };
    }

    /**
     * How it went, now that it is over.
     *
     * @param from second before which requests are not counted, epoch seconds; nor are those before the first stage
     */
    Outcome outcome(ModelJudge judge, long from) {
        ModelSnapshot end = judge.snapshot();
        long since = decisions.size() < 2
                ? end.front()
                : Math.max(from, decisions.get(1).at().getEpochSecond());
        long[] sum = new long[2];
        assigned.subMap(since, Math.max(since, end.front())).values().forEach(both -> {
            sum[0] += both[0];
            sum[1] += both[1];
        });
        return new Outcome(end.state().rollout().status(), path, sum[0] + sum[1], sum[1], decisions);
    }
}
