package dev.weir.router.proxy;

import dev.weir.router.http.Problem;
import dev.weir.router.proxy.UpstreamCall.Answer;
import dev.weir.router.report.Assignment;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.selection.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One inference request from its assignment to the end of its answer.
 *
 * <p>The variant chosen is called. If it gives no answer for another reason than the timeout, and is not the baseline, its
 * call is recorded as its ERROR and the baseline is called with a timeout of its own, recorded as FALLBACK; so a candidate
 * that is down is the candidate's error and not the user's. A user who has gone away changes nothing: the call goes on to
 * its end, so that every assignment has an event.
 */
final class Exchange {

    private final Vertx vertx;
    private final Variants variants;
    private final HttpServerRequest user;
    private final Buffer body;
    private final Assignment assignment;
    private final long timeoutMillis;
    private final Consumer<Call> calls;
    private final ProxyMeters meters;

    /** One attempt: which variant is called, why, and since when. */
    private record Attempt(String variant, Reason reason, long timestampMillis, long startNanos) {

        long micros() {
            return Math.max(0, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos));
        }
    }

    Exchange(
            Vertx vertx,
            Variants variants,
            HttpServerRequest user,
            Buffer body,
            Assignment assignment,
            Consumer<Call> calls,
            ProxyMeters meters) {
        this.vertx = vertx;
        this.variants = variants;
        this.user = user;
        this.body = body;
        this.assignment = assignment;
        this.timeoutMillis = variants.model().timeout().toMillis();
        this.calls = calls;
        this.meters = meters;
    }

    /** Calls the variant chosen. */
    void start() {
        call(new Attempt(
                assignment.selection().variant(),
                assignment.selection().reason(),
                assignment.timestampMillis(),
                System.nanoTime()));
    }

    private void call(Attempt attempt) {
        Upstream upstream = variants.upstream(attempt.variant());
        if (upstream == null) {
            failed(attempt, new CallFailure.NotConfiguredException(assignment.model(), attempt.variant()));
            return;
        }
        UpstreamCall call = UpstreamCall.send(vertx, upstream, user, assignment.requestId(), body, timeoutMillis);
        call.answer()
                .onSuccess(answer -> {
                    if (answer.isWhole()) {
                        answerWhole(attempt, answer);
                    } else {
                        answerAsItComes(attempt, call, answer);
                    }
                })
                .onFailure(failure -> failed(attempt, failure));
    }

    private void answerWhole(Attempt attempt, Answer answer) {
        long micros = attempt.micros();
        HttpServerResponse response = startAnswer(attempt.variant(), answer);
        response.end(answer.body());
        String encoding = answer.head().getHeader("Content-Encoding");
        boolean isError = answer.head().statusCode() >= 500;
        JsonBody.reading(
                        vertx,
                        answer.body().length(),
                        () -> isError ? null : PredictionReader.read(answer.body(), encoding))
                .onComplete(read -> record(attempt, micros, httpOutcome(answer), httpError(answer), read.result()));
    }

    private void answerAsItComes(Attempt attempt, UpstreamCall call, Answer answer) {
        HttpServerResponse response = startAnswer(attempt.variant(), answer);
        if (!response.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
        response.write(answer.body());
        answer.head().pipe().endOnFailure(false).to(response).onComplete(piped -> {
            call.finish();
            long micros = attempt.micros();
            if (piped.succeeded() || response.closed()) {
                record(attempt, micros, httpOutcome(answer), httpError(answer), null);
            } else {
                // The head has gone out, so all that can be said is that the answer is not complete.
                response.reset();
                CallFailure failure = CallFailure.of(piped.cause());
                record(attempt, micros, failure.outcome(), failure.errorCode(), null);
            }
        });
    }

    /** The router's own headers come last, over any that the variant set itself. */
    private HttpServerResponse startAnswer(String variant, Answer answer) {
        HttpServerResponse response = user.response();
        response.setStatusCode(answer.head().statusCode());
        response.setStatusMessage(answer.head().statusMessage());
        Headers.back(answer.head().headers(), response.headers());
        return name(variant);
    }

    private HttpServerResponse name(String variant) {
        return user.response()
                .putHeader(Headers.REQUEST_ID, assignment.requestId())
                .putHeader(Headers.VARIANT, variant)
                .putHeader(
                        Headers.REVISION, Long.toString(assignment.selection().revision()));
    }

    private void failed(Attempt attempt, Throwable cause) {
        CallFailure failure = CallFailure.of(cause);
        record(attempt, attempt.micros(), failure.outcome(), failure.errorCode(), null);
        if (failure.outcome() == Outcome.TIMEOUT) {
            refuse(attempt, 504, failure);
            return;
        }
        String inCharge = variants.inCharge();
        if (isSecond(attempt) || attempt.variant().equals(inCharge)) {
            refuse(attempt, 502, failure);
        } else {
            meters.fellBack(assignment.model());
            call(new Attempt(inCharge, Reason.FALLBACK, System.currentTimeMillis(), System.nanoTime()));
        }
    }

    /** At most one fallback; without a table the first call has the reason FALLBACK too, but the assignment's variant. */
    private boolean isSecond(Attempt attempt) {
        return attempt.reason() == Reason.FALLBACK
                && !attempt.variant().equals(assignment.selection().variant());
    }

    private void refuse(Attempt attempt, int status, CallFailure failure) {
        new Problem(status, "model " + assignment.model() + ", variant " + attempt.variant() + ": " + failure.message())
                .send(name(attempt.variant()));
    }

    private void record(Attempt attempt, long micros, Outcome outcome, String errorCode, Prediction prediction) {
        Call call = new Call(
                assignment,
                attempt.variant(),
                Call.Role.SERVED,
                attempt.reason(),
                attempt.timestampMillis(),
                body.length(),
                micros,
                outcome,
                errorCode,
                null,
                prediction,
                null);
        meters.called(call);
        calls.accept(call);
    }

    private static Outcome httpOutcome(Answer answer) {
        return answer.head().statusCode() >= 500 ? Outcome.ERROR : Outcome.OK;
    }

    private static String httpError(Answer answer) {
        return answer.head().statusCode() >= 500
                ? Integer.toString(answer.head().statusCode())
                : null;
    }
}
