/**
 * The request path: requests flow in, each goes to the variant chosen for it, and the answer flows back with a word of what
 * was chosen; a finished call goes to {@code report}. What is particular to a kind of model server is in {@code protocol},
 * the way to the variants in {@code upstream}. Nothing here blocks an event loop or touches Kafka. Imports {@code selection},
 * {@code report}, {@code http}, Vert.x and Jackson.
 */
package dev.weir.router.proxy;
