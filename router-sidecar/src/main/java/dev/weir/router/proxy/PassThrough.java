package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.upstream.CallFailure;
import dev.weir.router.proxy.upstream.Upstream;
import dev.weir.router.report.Call.Outcome;

/** A request that asks for no prediction (metadata, readiness): answered by the variant in charge, without an event. */
final class PassThrough implements Relay.End {

    private final ServedModel served;
    private final UserRequest user;
    private final Target target;
    private final Stamp stamp;

    PassThrough(ServedModel served, UserRequest user, Target target) {
        this.served = served;
        this.user = user;
        this.target = target;
        String given = RequestFacts.headerId(user.http());
        this.stamp = new Stamp(
                given == null ? RequestIds.next() : given, served.inCharge(), Long.toString(served.revision()));
    }

    /** Asks the variant in charge. */
    void start() {
        Upstream upstream = served.upstream(stamp.variant());
        if (upstream == null) {
            unanswered(new CallFailure.NotConfiguredException(served.model().name(), stamp.variant()));
            return;
        }
        Relay relay = new Relay(user, stamp, 0, this);
        try {
            relay.of(served.calls()
                    .start(upstream, user.outgoing(target, upstream.address(), stamp.requestId(), null), relay));
        } catch (IllegalArgumentException e) {
            unanswered(e);
        }
    }

    @Override
    public void delivered(Delivery delivery) {
        // Of no use to anyone who counts predictions.
    }

    @Override
    public void unanswered(Throwable cause) {
        if (cause instanceof UserFault fault) {
            Refusal.of(fault).send(user);
            return;
        }
        CallFailure failure = CallFailure.of(cause);
        stamp.on(user.response());
        new Refusal(
                        failure.outcome() == Outcome.TIMEOUT ? 504 : 502,
                        "model " + served.model().name() + ", variant " + stamp.variant() + ": " + failure.message())
                .send(user);
    }
}
