/**
 * A small schema registry that speaks the REST interface of Confluent's, so that a local run needs no download and yet
 * uses the same serialisers, the same bytes and the same compatibility rules as production.
 *
 * <p>In: Avro schemas over HTTP. Out: their ids, versions and compatibility. {@code SchemaCatalogue} holds the rules and
 * knows no HTTP, {@code RegistryRoutes} speaks HTTP and knows no rules. Imports Avro, Vert.x and Jackson.
 */
package dev.weir.local.registry;
