/**
 * Weir beside the real components: Confluent's serialisers, an Apicurio Registry, a Kafka broker in a container. Where one of
 * them is missing the tests say so in a banner and are skipped, never silently.
 */
package dev.weir.interop;
