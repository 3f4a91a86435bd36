package dev.weir.topic;

import org.apache.kafka.common.KafkaException;

/** The broker did not answer, or refused, a question about topics; the message says which and what to look at. */
public final class TopicAdminException extends KafkaException {

    TopicAdminException(String message, Throwable cause) {
        super(message, cause);
    }
}
