package dev.weir.calibration;

import dev.weir.event.Bucket;
import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;

/**
 * Harm done to a pretended candidate on purpose.
 *
 * @param kind   what becomes worse
 * @param factor by how much, at least 1; of rates of (baseline's rate + floor), as guardrails reckon
 * @param rate   the baseline's rate in the log, 0 to 1; of no account but for rates
 * @param floor  the guardrail's allowance, added to the rate
 */
record Harm(Kind kind, double factor, double rate, double floor) {
    /** None at all. */
    static final Harm NONE = new Harm(Kind.LATENCY, 1, 0, 0);

    private static final double STEPS = (double) Bucket.COUNT * Bucket.COUNT;

    /** What can be made worse. */
    enum Kind {
        /** Requests that went well fail. */
        ERRORS("errorRate"),
        /** Requests that went well time out. */
        TIMEOUTS("timeoutRate"),
        /** Every request takes longer. */
        LATENCY("latency"),
        /** Every request takes more CPU time. */
        CPU("cpu"),
        /** Every request takes more memory. */
        MEMORY("memory"),
        /** Every request costs more. */
        COST("cost");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** Name in findings. */
        String key() {
            return key;
        }
    }

    /** The same harm, of another size. */
    Harm times(double newFactor) {
        return new Harm(kind, newFactor, rate, floor);
    }

    /** A call as the harmed candidate would have made it; the same request always fares alike under a salt. */
    Call on(Observation event, String salt) {
        Call call = event.call();
        return switch (kind) {
            case ERRORS -> falls(event, salt) ? with(call, call.durationMicros(), Status.ERROR) : call;
            case TIMEOUTS -> falls(event, salt) ? with(call, call.durationMicros(), Status.TIMEOUT) : call;
            case LATENCY -> factor == 1 ? call : with(call, times(call.durationMicros()), call.status());
            case CPU -> used(call, times(call.cpuMicros()), call.memoryBytes(), call.costMicros());
            case MEMORY -> used(call, call.cpuMicros(), times(call.memoryBytes()), call.costMicros());
            case COST -> used(call, call.cpuMicros(), call.memoryBytes(), times(call.costMicros()));
        };
    }

    private long times(long value) {
        return value == Observation.ABSENT ? value : Math.round(value * factor);
    }

    private static Call with(Call call, long durationMicros, Status status) {
        return new Call(durationMicros, status, call.cpuMicros(), call.memoryBytes(), call.costMicros());
    }

    private static Call used(Call call, long cpu, long memory, long cost) {
        return new Call(call.durationMicros(), call.status(), cpu, memory, cost);
    }

    /** Of those that went well as many are hit as it takes to come from the baseline's rate to the harmed one. */
    private boolean falls(Observation event, String salt) {
        if (event.call().status() != Status.OK) {
            return false;
        }
        double wanted = Math.min(1, factor * (rate + floor));
        double share = rate >= 1 ? 0 : (wanted - rate) / (1 - rate);
        double drawn = (Bucket.of(salt + "/harm", event.requestId()) * (double) Bucket.COUNT
                        + Bucket.of(salt + "/more", event.requestId()))
                / STEPS;
        return drawn < share;
    }
}
