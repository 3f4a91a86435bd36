/**
 * What an event costs: the whole streams application beside a bare consumer, a consumer that decodes, and the same job in
 * Kafka Streams' DSL, each in a JVM of its own on the same log.
 */
package dev.weir.benchmark.ingest;
