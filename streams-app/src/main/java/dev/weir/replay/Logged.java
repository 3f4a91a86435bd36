package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.window.PairSide;

/** One entry of a log. */
public sealed interface Logged {
    /** Whose it is; null of an entry that does not say. */
    String model();

    /** An entry that happened at some instant. */
    sealed interface Event extends Logged permits Request, Outcome {
        /** Instant at which the variant was chosen or the truth became known, epoch milliseconds. */
        long atMillis();
    }

    /**
     * What an event tells of a request.
     *
     * @param observation what is counted
     * @param asked       what was asked; null where it is not told
     * @param answer      what was answered; null where it is not told
     */
    record Request(Observation observation, Asked asked, Answer answer) implements Event {
        private static final long LONGEST_MILLIS = 86_400_000;

        @Override
        public String model() {
            return observation.model();
        }

        @Override
        public long atMillis() {
            return observation.assignedMillis();
        }

        /** The predicted class; null where none is told. */
        String label() {
            return answer == null ? null : answer.label();
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

    /** The truth about a request. */
    record Outcome(dev.weir.event.Outcome outcome) implements Event {
        @Override
        public String model() {
            return outcome.model();
        }

        @Override
        public long atMillis() {
            return outcome.knownMillis();
        }
    }

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
