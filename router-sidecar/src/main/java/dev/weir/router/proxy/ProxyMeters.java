package dev.weir.router.proxy;

import dev.weir.router.report.Call;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts what the request path does; calls of variants = requests + fallbacks. */
final class ProxyMeters {

    private record CallKey(String model, String variant, Call.Outcome outcome) {}

    private final MeterRegistry meters;
    private final Map<CallKey, Timer> calls = new ConcurrentHashMap<>();
    private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();
    private final Counter refused;

    ProxyMeters(MeterRegistry meters) {
        this.meters = meters;
        this.refused = Counter.builder("weir.router.refused")
                .description("Requests answered by the router itself: no such model, or a body too large")
                .register(meters);
    }

    void called(Call call) {
        calls.computeIfAbsent(new CallKey(call.assignment().model(), call.variant(), call.outcome()), this::timer)
                .record(call.durationMicros(), TimeUnit.MICROSECONDS);
    }

    void fellBack(String model) {
        fallbacks
                .computeIfAbsent(model, name -> Counter.builder("weir.router.fallbacks")
                        .description("Requests served by the baseline because the variant chosen did not answer")
                        .tag("model", name)
                        .register(meters))
                .increment();
    }

    void refused() {
        refused.increment();
    }

    private Timer timer(CallKey key) {
        return Timer.builder("weir.router.calls")
                .description("Calls of a variant, from its choice to the end of its answer")
                .tag("model", key.model())
                .tag("variant", key.variant())
                .tag("outcome", key.outcome().name())
                .publishPercentileHistogram()
                .register(meters);
    }
}
