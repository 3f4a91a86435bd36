/**
 * The way to the variants: a request flows in, an answer, whole or as it comes, or the reason why there is none, flows out.
 * Each variant has connections of its own, a deadline on every call and a memory of how its last calls went. Knows no
 * routing table and no event. Imports {@code router.http} for TLS, {@code report} for how a call ended, and Vert.x.
 */
package dev.weir.router.proxy.upstream;
