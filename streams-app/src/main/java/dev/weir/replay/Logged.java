package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.window.PairSide;

/** One entry of a log. */
public sealed interface Logged {
    /** Whose it is; null of an entry that does not say. */
    String model();

    /**
     * What an event tells of a request.
     *
     * @param observation what is counted
     * @param asked       what was asked; null where it is not told
     * @param answer      what was answered; null where it is not told
     */
    record Request(Observation observation, Asked asked, Answer answer) implements Logged {
        private static final long LONGEST_MILLIS = 86_400_000;

        @Override
        public String model() {
            return observation.model();
        }

        /** Instant at which its variant was chosen, epoch milliseconds. */
        long assignedMillis() {
            return observation.assignedMillis();
        }

        /** Time after which it was published, milliseconds: an event leaves when its answer is there. */
        long durationMillis() {
            Observation.Call call = observation.call();
            return call == null ? 0 : Math.min(LONGEST_MILLIS, call.durationMicros() / 1_000);
        }

        Request with(Observation newObservation) {
            return new Request(newObservation, asked, answer);
        }

        /** The half of a pair that it tells of. */
        PairSide side() {
            return PairSide.of(observation, asked, answer);
        }
    }

    /** The truth about a request, which nothing is concluded from yet. */
    record Outcome(String model) implements Logged {}

    /**
     * What is no event.
     *
     * @param reason what is wrong with it, for people
     */
    record Unusable(String reason) implements Logged {
        @Override
        public String model() {
            return null;
        }
    }
}
