/**
 * The catalogue of Weir's topics: what each is called, what it carries, how it is split and how long it is kept.
 *
 * <p>In flows a {@linkplain dev.weir.topic.TopicNames prefix}; out flow names, definitions for the broker, and what is
 * wrong with the topics a broker has. May import the generated records of {@code dev.weir.schema} and Kafka's admin
 * client; nothing else of Weir.
 */
package dev.weir.topic;
