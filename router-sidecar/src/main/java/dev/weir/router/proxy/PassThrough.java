package dev.weir.router.proxy;

import dev.weir.router.http.Problem;
import dev.weir.router.proxy.UpstreamCall.Answer;
import dev.weir.router.report.Call.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;

/** A request that asks for no prediction (metadata, readiness): answered by the variant in charge, without an event. */
final class PassThrough {

    private final Vertx vertx;
    private final Variants variants;
    private final HttpServerRequest user;
    private final Buffer body;
    private final String variant;
    private final String requestId;

    PassThrough(Vertx vertx, Variants variants, HttpServerRequest user, Buffer body) {
        this.vertx = vertx;
        this.variants = variants;
        this.user = user;
        this.body = body;
        this.variant = variants.inCharge();
        String given = RequestFacts.headerId(user);
        this.requestId = given == null ? UUID.randomUUID().toString() : given;
    }

    void start() {
        Upstream upstream = variants.upstream(variant);
        if (upstream == null) {
            failed(new CallFailure.NotConfiguredException(variants.model().name(), variant));
            return;
        }
        UpstreamCall call = UpstreamCall.send(
                vertx,
                upstream,
                user,
                requestId,
                body,
                variants.model().timeout().toMillis());
        call.answer().onSuccess(answer -> answer(call, answer)).onFailure(this::failed);
    }

    private void answer(UpstreamCall call, Answer answer) {
        HttpServerResponse response = user.response();
        response.setStatusCode(answer.head().statusCode());
        response.setStatusMessage(answer.head().statusMessage());
        Headers.back(answer.head().headers(), response.headers());
        name(response);
        if (answer.isWhole()) {
            response.end(answer.body());
            return;
        }
        if (!response.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
        response.write(answer.body());
        answer.head()
                .pipe()
                .endOnFailure(false)
                .to(response)
                .onFailure(failure -> response.reset())
                .onComplete(piped -> call.finish());
    }

    private void failed(Throwable cause) {
        CallFailure failure = CallFailure.of(cause);
        int status = failure.outcome() == Outcome.TIMEOUT ? 504 : 502;
        new Problem(status, "model " + variants.model().name() + ", variant " + variant + ": " + failure.message())
                .send(name(user.response()));
    }

    private HttpServerResponse name(HttpServerResponse response) {
        return response.putHeader(Headers.REQUEST_ID, requestId)
                .putHeader(Headers.VARIANT, variant)
                .putHeader(Headers.REVISION, Long.toString(variants.revision()));
    }
}
