/**
 * The request path: requests of the Open Inference Protocol flow in, each goes to the variant chosen for it, and the answer
 * flows back with a word of what was chosen; a finished call goes to {@code report}. Nothing here blocks an event loop or
 * touches Kafka. Imports {@code selection}, {@code report}, {@code http}, Vert.x and Jackson.
 */
package dev.weir.router.proxy;
