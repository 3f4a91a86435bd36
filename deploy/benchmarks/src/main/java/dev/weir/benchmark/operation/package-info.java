/**
 * What a sidecar does beside Kafka and what it takes, seen on a real broker: an outage, the way of a table to fifty routers,
 * memory and time to ready. Programs, not benchmarks of JMH; {@code docs/benchmarks.md} says how to read them.
 */
package dev.weir.benchmark.operation;
