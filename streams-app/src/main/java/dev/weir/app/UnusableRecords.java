package dev.weir.app;

import dev.weir.topology.DeadLetter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a record whose processing fails in a way nobody foresaw: it goes to the dead letters and the stream
 * goes on.
 */
public final class UnusableRecords implements ProcessingExceptionHandler {
    /** Setting that names the topic of the dead letters. */
    static final String TOPIC_SETTING = "weir.dead.letters.topic";

    private static final Logger LOG = LoggerFactory.getLogger(UnusableRecords.class);

    private String topic;

    @Override
    public void configure(Map<String, ?> settings) {
        topic = String.valueOf(settings.get(TOPIC_SETTING));
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (!DeadLetter.isToBlame(exception)) {
            return Response.fail();
        }
        LOG.error(
                "event=record-unusable topic={} partition={} offset={} processor={}",
                context.topic(),
                context.partition(),
                context.offset(),
                context.processorNodeId(),
                exception);
        if (context.topic() == null) {
            return Response.resume();
        }
        DeadLetter letter = new DeadLetter(
                "UNUSABLE", exception.toString(), context.topic(), context.partition(), context.offset());
        return Response.resume(List.of(new ProducerRecord<>(
                topic, null, null, context.sourceRawKey(), context.sourceRawValue(), letter.headers())));
    }
}
