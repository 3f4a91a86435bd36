package dev.weir.router.proxy;

import dev.weir.router.meters.MeterFamily;
import dev.weir.router.report.Call;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what the request path does; calls of variants = requests + fallbacks, of shadows = copies sent. */
final class ProxyMeters {

    private record CallKey(String model, String variant, Call.Role role, Call.Outcome outcome) {}

    private record VariantKey(String model, String variant) {}

    private final MeterRegistry meters;
    private final Map<CallKey, Timer> calls = new ConcurrentHashMap<>();
    private final Map<VariantKey, Timer> firstChunks = new ConcurrentHashMap<>();
    private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();
    private final Map<String, Map<Mirroring.Drop, Counter>> notMirrored = new ConcurrentHashMap<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder callsInFlight = new LongAdder();
    private final Counter refused;

    ProxyMeters(MeterRegistry meters) {
        this.meters = meters;
        this.refused = Counter.builder("weir.router.refused")
                .description("Requests answered by the router itself: no such model, malformed, or a body too large")
                .register(meters);
        Gauge.builder("weir.router.requests.in.flight", requests, LongAdder::sum)
                .description("Requests of users that have begun and whose answers have not ended")
                .register(meters);
        Gauge.builder("weir.router.calls.in.flight", callsInFlight, LongAdder::sum)
                .description("Calls of variants, copies among them, that have begun and not ended")
                .register(meters);
    }

    /** Shows what the event loops know together of the models they serve. */
    void watch(Supplier<? extends Collection<SharedModel>> models) {
        new MeterFamily(
                        "weir.router.shadow.in.flight",
                        "Copies of requests that have begun and not ended",
                        MeterFamily.Kind.GAUGE,
                        List.of("model"),
                        () -> models.get().stream()
                                .map(shared -> new MeterFamily.Value(
                                        List.of(shared.model().name()),
                                        shared.mirroring().inFlight())))
                .register(meters);
        new MeterFamily(
                        "weir.router.variant.down",
                        "1 while a variant's last calls had no answer, so that it gets trials only",
                        MeterFamily.Kind.GAUGE,
                        List.of("model", "variant"),
                        () -> models.get().stream().flatMap(shared -> shared.health().entrySet().stream()
                                .map(health -> new MeterFamily.Value(
                                        List.of(shared.model().name(), health.getKey()),
                                        health.getValue().isDown() ? 1 : 0))))
                .register(meters);
    }

    void began() {
        requests.increment();
    }

    void ended() {
        requests.decrement();
    }

    /** Returns what counts calls of variants on their way. */
    LongAdder callsInFlight() {
        return callsInFlight;
    }

    void called(Call call) {
        calls.computeIfAbsent(
                        new CallKey(call.assignment().model(), call.variant(), call.role(), call.outcome()),
                        this::timer)
                .record(call.durationMicros(), TimeUnit.MICROSECONDS);
    }

    void firstChunk(String model, String variant, long micros) {
        firstChunks
                .computeIfAbsent(new VariantKey(model, variant), key -> Timer.builder("weir.router.first.chunk")
                        .description("From the choice of a variant to the first piece of an answer that streamed")
                        .tag("model", key.model())
                        .tag("variant", key.variant())
                        .publishPercentileHistogram()
                        .register(meters))
                .record(micros, TimeUnit.MICROSECONDS);
    }

    void fellBack(String model) {
        fallbacks
                .computeIfAbsent(model, name -> Counter.builder("weir.router.fallbacks")
                        .description("Requests served by the baseline because the variant chosen did not answer")
                        .tag("model", name)
                        .register(meters))
                .increment();
    }

    void notMirrored(String model, Mirroring.Drop reason) {
        notMirrored
                .computeIfAbsent(model, name -> {
                    Map<Mirroring.Drop, Counter> byReason = new EnumMap<>(Mirroring.Drop.class);
                    for (Mirroring.Drop drop : Mirroring.Drop.values()) {
                        byReason.put(
                                drop,
                                Counter.builder("weir.router.shadow.dropped")
                                        .description("Requests of which no copy was sent to the shadow")
                                        .tag("model", name)
                                        .tag("reason", drop.name().toLowerCase(Locale.ROOT))
                                        .register(meters));
                    }
                    return byReason;
                })
                .get(reason)
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
                .tag("role", key.role().name())
                .tag("outcome", key.outcome().name())
                .publishPercentileHistogram()
                .register(meters);
    }
}
