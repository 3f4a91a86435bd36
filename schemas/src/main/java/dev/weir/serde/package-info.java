/**
 * Values of Weir's topics as bytes: Avro in the Confluent wire format, with schemas in a registry that speaks
 * Confluent's REST API.
 *
 * <p>In flow generated records and client configuration; out flow bytes, and back. {@link dev.weir.serde.AvroSerdes} is
 * the door; the two classes behind it also stand as {@code value.serializer} and {@code value.deserializer} of any Kafka
 * client. May import Avro, Jackson, Kafka's serialisation interfaces and the JDK's HTTP client; nothing else of Weir.
 */
package dev.weir.serde;
