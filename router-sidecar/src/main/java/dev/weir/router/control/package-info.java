/**
 * Follows the routing tables in Kafka: records of {@code weir.routes} flow in, an immutable {@link
 * dev.weir.router.selection.RouteImage} that readers take without a lock flows out, and a word to a listener for each
 * table applied. Keeps the tables on disk, so that a start without Kafka has the last ones. Imports {@code selection},
 * {@code kafka}, the schemas, Jackson and Kafka's clients; nothing of the request path.
 */
package dev.weir.router.control;
