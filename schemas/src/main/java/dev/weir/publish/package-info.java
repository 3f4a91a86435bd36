/**
 * The publisher for inference services: events go in without waiting, and to Kafka behind the caller's back.
 *
 * <p>In flow generated events; out flow records on {@code inference-events} and {@code outcomes}, and counters that
 * account for every event. May import {@code dev.weir.topic}, {@code dev.weir.serde}, {@code dev.weir.schema} and Kafka's
 * producer.
 */
package dev.weir.publish;
