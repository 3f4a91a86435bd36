/**
 * The router's second HTTP server: questions of services that route by themselves, of operators and of Prometheus flow in,
 * JSON flows out. Imports {@code selection}, {@code http}, Vert.x, Jackson and Micrometer.
 */
package dev.weir.router.admin;
