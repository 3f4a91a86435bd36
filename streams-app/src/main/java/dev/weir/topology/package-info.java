/**
 * The Kafka Streams shell around the core: decode, look up, call one function of the core, store, forward. In: the
 * topics; out: the topics. May import the core, {@code wire} and {@code telemetry}.
 */
package dev.weir.topology;
