/**
 * The figures the program shows of itself. Meters of the JVM, Kafka Streams and Weir's own parts flow in, the text that
 * Prometheus scrapes flows out. Imports nothing else of Weir.
 */
package dev.weir.telemetry;
