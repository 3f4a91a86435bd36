package dev.weir.topic;

import java.util.Objects;

/**
 * Something wrong with a topic of the catalogue on a broker.
 *
 * @param topic full name of the topic
 * @param reason what is wrong, with what was found and what was expected
 * @param remedy the command that mends it
 */
public record TopicProblem(String topic, String reason, String remedy) {

    /** Refuses a problem without a name, a reason or a remedy. */
    public TopicProblem {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(remedy, "remedy");
    }

    @Override
    public String toString() {
        return topic + " " + reason + "; to mend it: " + remedy;
    }
}
