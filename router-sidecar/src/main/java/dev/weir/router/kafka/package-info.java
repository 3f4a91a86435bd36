/**
 * How the router speaks to Kafka: client settings flow in, configured clients and a bounded outbox for the router's own
 * records flow out. Imports the schemas and Kafka's clients, and no other package of the router.
 */
package dev.weir.router.kafka;
