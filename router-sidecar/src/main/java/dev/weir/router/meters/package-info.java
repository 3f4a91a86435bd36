/**
 * Metrics with a value for each of many things: a way to read the values flows in, and nothing is held for each of them.
 * Imports Micrometer and Prometheus, and no other package of the router.
 */
package dev.weir.router.meters;
