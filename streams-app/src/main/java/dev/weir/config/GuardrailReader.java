package dev.weir.config;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a block of guardrails: metric to limits. */
final class GuardrailReader {
    private static final Map<String, Guardrail.Action> ACTIONS = new LinkedHashMap<>();

    static {
        ACTIONS.put("rollback", Guardrail.Action.ROLLBACK);
        ACTIONS.put("pause", Guardrail.Action.PAUSE);
        ACTIONS.put("warn", Guardrail.Action.WARN);
    }

    private GuardrailReader() {}

    /**
     * The guardrails of a block.
     *
     * @param block   the block of the plan or of a stage
     * @param kept    guardrails that hold where the block does not name their metric
     * @param planned guardrails whose figures hold where an entry leaves one out; else the standard ones
     */
    static List<Guardrail> read(Section block, List<Guardrail> kept, List<Guardrail> planned) {
        Map<Metric, Guardrail> guardrails = new LinkedHashMap<>();
        kept.forEach(guardrail -> guardrails.put(guardrail.metric(), guardrail));
        for (Metric metric : Metric.values()) {
            if (block.has(metric.key())) {
                Guardrail base = Stream.concat(planned.stream(), Stream.of(Guardrail.standard(metric)))
                        .filter(guardrail -> guardrail.metric() == metric)
                        .findFirst()
                        .orElseThrow();
                guardrails.put(metric, guardrail(block.section(metric.key()), base));
            }
        }
        block.close();
        return List.copyOf(guardrails.values());
    }

    private static Guardrail guardrail(Section entry, Guardrail base) {
        double infinity = Double.POSITIVE_INFINITY;
        var written = entry.number("maxRatio", 0, false, infinity);
        double maxRatio = written.orElse(base.maxRatio());
        double advanceRatio = entry.number("advanceRatio", 0, false, infinity)
                .orElse(written.isPresent() ? maxRatio : base.advanceRatio());
        if (advanceRatio < maxRatio) {
            entry.problem(
                    "advanceRatio",
                    "is " + advanceRatio + ", below maxRatio " + maxRatio
                            + "; write at least maxRatio or leave it out");
            advanceRatio = maxRatio;
        }
        double floor = entry.number("floor", 0, true, 1).orElse(base.floor());
        if (floor > 0 && !base.metric().isRate()) {
            entry.problem(
                    "floor",
                    "is an allowance for rates; leave it out for "
                            + base.metric().key());
            floor = 0;
        }
        Guardrail.Action action = entry.choice("action", ACTIONS).orElse(base.action());
        entry.close();
        return new Guardrail(base.metric(), maxRatio, advanceRatio, floor, action);
    }
}
