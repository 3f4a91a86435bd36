package dev.weir.router.proxy;

import dev.weir.router.proxy.Mirroring.Drop;
import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.upstream.AnswerTaker;
import dev.weir.router.proxy.upstream.CallFailure;
import dev.weir.router.proxy.upstream.Headers;
import dev.weir.router.proxy.upstream.Outgoing;
import dev.weir.router.proxy.upstream.Pieces;
import dev.weir.router.proxy.upstream.Upstream;
import dev.weir.router.report.Assignment;
import dev.weir.router.report.Call.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * The copy of one request, sent to the shadow on connections of its own; its answer is read for the event and thrown away.
 * Nothing of it can be seen by the user: it waits for nobody, and whatever it meets ends here.
 */
final class ShadowCall implements AnswerTaker {

    private final ServedModel served;
    private final Target target;
    private final Recorder recorder;
    private final Recorder.Subject subject;
    private final boolean isGrpc;
    private final int bodyBytes;
    private final Pieces captured = new Pieces();
    private HttpClientResponse head;
    private long firstChunkNanos;

    private ShadowCall(
            ServedModel served,
            UserRequest user,
            Target target,
            Assignment assignment,
            String variant,
            Recorder recorder) {
        this.served = served;
        this.target = target;
        this.recorder = recorder;
        this.isGrpc = user.isGrpc();
        this.bodyBytes = user.captured().length();
        this.subject = new Recorder.Subject(
                served,
                assignment,
                variant,
                Role.SHADOW,
                assignment.selection().reason(),
                assignment.timestampMillis(),
                System.nanoTime(),
                bodyBytes,
                RequestInput.NONE);
    }

    /** Sends a copy, or counts why there is none. */
    static void start(
            ServedModel served,
            UserRequest user,
            Target target,
            Assignment assignment,
            String variant,
            Recorder recorder,
            ProxyMeters meters) {
        if (user.http().headers().contains(Headers.SHADOW)) {
            // It is a copy itself, made by another router: copies of copies would have no end.
            return;
        }
        if (!user.isWhole()) {
            meters.notMirrored(assignment.model(), Drop.BODY_NOT_KEPT);
            return;
        }
        Drop dropped = served.mirroring().begin(user.captured().length());
        if (dropped != null) {
            meters.notMirrored(assignment.model(), dropped);
            return;
        }
        new ShadowCall(served, user, target, assignment, variant, recorder).send(user);
    }

    private void send(UserRequest user) {
        Upstream upstream = served.shadow(subject.variant());
        if (upstream == null) {
            failed(new CallFailure.NotConfiguredException(subject.assignment().model(), subject.variant()));
        } else if (!upstream.health().admits()) {
            failed(new CallFailure.DownException(upstream.health()));
        } else {
            try {
                Outgoing copy = user.outgoing(
                        target, upstream.address(), subject.assignment().requestId(), subject.variant());
                served.calls().start(upstream, copy, this);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    @Override
    public void whole(HttpClientResponse answer, Buffer body) {
        ended(new Delivery(answer, body, 0, null));
    }

    @Override
    public void flowing(HttpClientResponse answer, Buffer first) {
        head = answer;
        if (first.length() > 0) {
            chunk(first);
        }
    }

    @Override
    public void chunk(Buffer chunk) {
        if (firstChunkNanos == 0) {
            firstChunkNanos = System.nanoTime();
        }
        if (captured.length() < served.model().calls().captureBytes()) {
            captured.add(chunk);
        }
    }

    @Override
    public void ended() {
        ended(new Delivery(head, captured.all(), firstChunkNanos, null));
    }

    @Override
    public void failed(Throwable cause) {
        served.mirroring().ended(bodyBytes);
        recorder.record(subject, Result.of(cause));
    }

    private void ended(Delivery delivery) {
        served.mirroring().ended(bodyBytes);
        recorder.record(subject, target, delivery, isGrpc);
    }
}
