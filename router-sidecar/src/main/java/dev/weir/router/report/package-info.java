/**
 * What the router tells of its work: assignments and finished calls flow in, {@code InferenceEvent} and {@code
 * RouterReport} records flow out. An assignment is chosen, stamped and counted in one step, so that reports and events
 * agree exactly. Imports {@code selection} and the schemas; knows nothing of HTTP, and of Kafka only what it is handed.
 */
package dev.weir.router.report;
