package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.upstream.CallFailure;
import dev.weir.router.proxy.upstream.Upstream;
import dev.weir.router.report.Assignment;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Role;
import dev.weir.router.selection.Reason;

/**
 * One inference request from its assignment to the end of its answer.
 *
 * <p>The variant chosen is called. If it gives no answer for another reason than the timeout, and is not the baseline, its
 * call is recorded as its ERROR and the baseline is called with a timeout of its own, recorded as FALLBACK; so a candidate
 * that is down is the candidate's error and not the user's. That needs the body once more: one that streams is sent to the
 * baseline only where none of it has gone to the candidate. A user who has gone away before the answer begins changes
 * nothing: the call goes on to its end, so that every assignment has an event.
 */
final class Exchange {

    private final ServedModel served;
    private final UserRequest user;
    private final Target target;
    private final Assignment assignment;
    private final Recorder recorder;
    private final ProxyMeters meters;

    Exchange(
            ServedModel served,
            UserRequest user,
            Target target,
            Assignment assignment,
            Recorder recorder,
            ProxyMeters meters) {
        this.served = served;
        this.user = user;
        this.target = target;
        this.assignment = assignment;
        this.recorder = recorder;
        this.meters = meters;
    }

    /** Calls the variant chosen. */
    void start() {
        String variant = assignment.selection().variant();
        new Attempt(variant, assignment.selection().reason(), assignment.timestampMillis()).start();
        String shadow = assignment.selection().shadow();
        if (shadow != null && served.mayMirror(target, user.http().path())) {
            ShadowCall.start(served, user, target, assignment, shadow, recorder, meters);
        }
    }

    /** One call of one variant, and what becomes of it. */
    private final class Attempt implements Relay.End {

        private final String variant;
        private final Reason reason;
        private final long timestampMillis;
        private final long startNanos = System.nanoTime();

        Attempt(String variant, Reason reason, long timestampMillis) {
            this.variant = variant;
            this.reason = reason;
            this.timestampMillis = timestampMillis;
        }

        void start() {
            Upstream upstream = served.upstream(variant);
            if (upstream == null) {
                unanswered(new CallFailure.NotConfiguredException(assignment.model(), variant));
                return;
            }
            // The one in charge is asked in any case, since nobody could answer in its place.
            if (!upstream.health().admits() && !variant.equals(served.inCharge())) {
                unanswered(new CallFailure.DownException(upstream.health()));
                return;
            }
            Relay relay = new Relay(user, stamp(), served.model().calls().captureBytes(), this);
            try {
                relay.of(served.calls()
                        .start(
                                upstream,
                                user.outgoing(target, upstream.address(), assignment.requestId(), null),
                                relay));
            } catch (IllegalArgumentException e) {
                unanswered(e);
            }
        }

        @Override
        public void delivered(Delivery delivery) {
            recorder.record(subject(), target, delivery, user.isGrpc());
        }

        @Override
        public void unanswered(Throwable cause) {
            recorder.record(subject(), Result.of(cause));
            if (cause instanceof UserFault fault) {
                Refusal.of(fault).send(user);
                return;
            }
            CallFailure failure = CallFailure.of(cause);
            boolean mayFallBack = failure.outcome() != Outcome.TIMEOUT
                    && reason != Reason.FALLBACK
                    && user.isReplayable()
                    && !variant.equals(served.inCharge());
            if (mayFallBack) {
                meters.fellBack(assignment.model());
                new Attempt(served.inCharge(), Reason.FALLBACK, System.currentTimeMillis()).start();
                return;
            }
            stamp().on(user.response());
            new Refusal(
                            failure.outcome() == Outcome.TIMEOUT ? 504 : 502,
                            "model " + assignment.model() + ", variant " + variant + ": " + failure.message())
                    .send(user);
        }

        private Stamp stamp() {
            return new Stamp(
                    assignment.requestId(),
                    variant,
                    Long.toString(assignment.selection().revision()));
        }

        private Recorder.Subject subject() {
            return new Recorder.Subject(
                    served,
                    assignment,
                    variant,
                    Role.SERVED,
                    reason,
                    timestampMillis,
                    user.clockStart(startNanos),
                    user.received(),
                    RequestInput.of(served.model().inputs(), user));
        }
    }
}
