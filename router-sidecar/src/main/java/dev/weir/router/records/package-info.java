/**
 * Routes records instead of requests: from one topic to a topic for each variant, exactly once. Records and routing tables
 * flow in; the same records with headers that say what was decided, and the events that tell the judge how many there were,
 * flow out in one transaction. Imports {@code selection}, {@code kafka}, {@code control} and {@code report}; no HTTP.
 */
package dev.weir.router.records;
