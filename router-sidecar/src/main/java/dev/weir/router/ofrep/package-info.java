/**
 * The OpenFeature Remote Evaluation Protocol 0.3 on the admin port: each model is a flag whose value is the variant. An
 * evaluation context flows in, a decision in OpenFeature's words flows out. Imports {@code selection} and what {@code admin}
 * knows of the router; no Kafka.
 */
package dev.weir.router.ofrep;
