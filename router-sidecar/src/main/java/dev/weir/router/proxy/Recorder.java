package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.Answer;
import dev.weir.router.proxy.protocol.Reading;
import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.report.Assignment;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Role;
import dev.weir.router.selection.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of finished calls: how long they took, how they ended, and what was answered. */
final class Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    /** An answer above this is read on a worker thread; below it, that takes less than half a millisecond. */
    private static final int INLINE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Consumer<Call> calls;
    private final ProxyMeters meters;

    Recorder(Vertx vertx, Consumer<Call> calls, ProxyMeters meters) {
        this.vertx = vertx;
        this.calls = calls;
        this.meters = meters;
    }

    /**
     * One call of one variant, before it has ended.
     *
     * @param served          model it is of
     * @param assignment      the request, and the variant chosen for it
     * @param variant         variant called
     * @param role            whether the user gets the answer
     * @param reason          why this variant
     * @param timestampMillis instant of the choice, epoch milliseconds
     * @param startNanos      instant from which its duration counts, by the clock that never goes back
     * @param requestBytes    size of the request's body
     * @param input           what there is to be read of the request
     */
    record Subject(
            ServedModel served,
            Assignment assignment,
            String variant,
            Role role,
            Reason reason,
            long timestampMillis,
            long startNanos,
            long requestBytes,
            RequestInput input) {}

    /** Tells of a call without an answer. */
    void record(Subject subject, Result result) {
        tell(subject, micros(subject, System.nanoTime()), result, Reading.NOTHING);
    }

    /** Tells of a call whose answer was passed on, or thrown away. */
    void record(Subject subject, Target target, Delivery delivery, boolean isGrpc) {
        long micros = micros(subject, System.nanoTime());
        if (delivery.firstChunkNanos() != 0) {
            long first = micros(subject, delivery.firstChunkNanos());
            meters.firstChunk(subject.assignment().model(), subject.variant(), first);
            micros = subject.served().model().calls().latency() == LatencyMeasure.FIRST_CHUNK ? first : micros;
        }
        tell(subject, target, delivery, isGrpc, micros);
    }

    private void tell(Subject subject, Target target, Delivery delivery, boolean isGrpc, long micros) {
        Result result = Result.of(delivery, isGrpc);
        if (result.outcome() != Outcome.OK || delivery.captured().length() == 0) {
            tell(subject, micros, result, Reading.NOTHING);
            return;
        }
        Answer answer = answer(delivery, isGrpc);
        if (delivery.captured().length() <= INLINE_BYTES) {
            tell(subject, micros, result, read(subject, target, answer));
        } else {
            vertx.executeBlocking(() -> read(subject, target, answer), false)
                    .onSuccess(reading -> tell(subject, micros, result, reading));
        }
    }

    private static Answer answer(Delivery delivery, boolean isGrpc) {
        HttpClientResponse head = delivery.head();
        return new Answer(
                head.getHeader(HttpHeaders.CONTENT_TYPE),
                isGrpc ? head.getHeader("grpc-encoding") : head.getHeader(HttpHeaders.CONTENT_ENCODING),
                delivery.captured());
    }

    /** An answer may be anything: whatever reading it meets, the call has been answered and is told of. */
    private static Reading read(Subject subject, Target target, Answer answer) {
        try {
            return subject.served().read(target, answer);
        } catch (RuntimeException e) {
            LOG.debug(
                    "answer not read model={} variant={}", subject.assignment().model(), subject.variant(), e);
            return Reading.NOTHING;
        }
    }

    private void tell(Subject subject, long micros, Result result, Reading reading) {
        if (subject.input().bytes() <= INLINE_BYTES) {
            tell(subject, micros, result, reading, input(subject));
        } else {
            vertx.executeBlocking(() -> input(subject), false)
                    .onSuccess(input -> tell(subject, micros, result, reading, input));
        }
    }

    /** A request may be anything, too. */
    private static Input input(Subject subject) {
        try {
            return subject.input().read();
        } catch (RuntimeException e) {
            LOG.debug("request not read model={}", subject.assignment().model(), e);
            return null;
        }
    }

    private void tell(Subject subject, long micros, Result result, Reading reading, Input input) {
        Result ended = result.but(reading.failure());
        Call call = new Call(
                subject.assignment(),
                subject.variant(),
                subject.role(),
                subject.reason(),
                subject.timestampMillis(),
                subject.requestBytes(),
                micros,
                ended.outcome(),
                ended.errorCode(),
                input,
                reading.prediction(),
                cost(subject, reading.usage()));
        meters.called(call);
        calls.accept(call);
    }

    private static Double cost(Subject subject, Reading.Usage usage) {
        if (usage == null) {
            return null;
        }
        VariantAddress address = subject.served().model().variants().get(subject.variant());
        return address == null || address.price() == null
                ? (double) (usage.input() + usage.output())
                : address.price().of(usage.input(), usage.output());
    }

    private static long micros(Subject subject, long untilNanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMicros(untilNanos - subject.startNanos()));
    }
}
