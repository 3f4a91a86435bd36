package dev.weir.publish;

import org.apache.avro.specific.SpecificRecord;

/**
 * One event on its way.
 *
 * @param topic full name of the topic
 * @param key requestId of the event
 * @param value the event, not yet serialised: that is work, and may need the registry
 * @param bytes heap it takes, in bytes
 */
record Outgoing(String topic, String key, SpecificRecord value, long bytes) {}
