package dev.weir.verify;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.shadow.Answer;
import java.util.SplittableRandom;

/** Made-up requests of some users, of which some come late, some twice and some in parts. Not safe for use by several threads. */
final class LiveTraffic {
    private final LiveLog log;
    private final SplittableRandom random;

    LiveTraffic(LiveLog log, long seed) {
        this.log = log;
        this.random = new SplittableRandom(seed);
    }

    /** Sends what a variant answered to the numbered request. */
    void send(int number, String variant, Role role, Observation.Status status, String label) {
        long micros = 5_000 + random.nextInt(20_000);
        // The same user comes again before and after ten minutes.
        Observation event = of("u" + number % 9_000, JudgedLog.event(number, variant, role, micros, status));
        LiveLog.Sent sent = new LiveLog.Sent(event, new Answer(label, null, null, null, null));
        long arrival =
                event.assignedMillis() + micros / 1_000 + (random.nextInt(300) == 0 ? random.nextInt(20_000) : 0);
        log.arrives(arrival, sent);
        if (random.nextInt(30) == 0) {
            log.arrives(arrival + random.nextInt(8_000), sent);
        }
    }

    /** The same request as a user's, which no router has marked as a first one. */
    static Observation of(String user, Observation event) {
        return new Observation(
                event.requestId(),
                event.model(),
                event.variant(),
                event.role(),
                event.assignedMillis(),
                user,
                "",
                Observation.NO_REVISION,
                false,
                true,
                null,
                false,
                true,
                event.call());
    }

    /** Says later, and now and then twice or otherwise, whether the answer was right. */
    void tell(int number, boolean right) {
        long assigned = JudgedLog.event(number, "v1", Role.SERVED, 0, Observation.Status.OK)
                .assignedMillis();
        long known = assigned + random.nextInt(8_000);
        log.arrives(known, outcome(number, known, right));
        if (random.nextInt(30) == 0) {
            log.arrives(known + 500, outcome(number, known + 400, random.nextBoolean()));
        }
    }

    private static Outcome outcome(int number, long known, boolean right) {
        return new Outcome("r" + number, "shop", known, null, right ? "yes" : "no", null, null);
    }
}
