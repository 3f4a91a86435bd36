/**
 * The demo: one good and one bad rollout of a real model on everything real, watched as an operator would watch it.
 *
 * <p>In: rollout files. Out: what happened, on the terminal, and an exit code that says whether it was what should have
 * happened. Speaks the public contract only (HTTP and topics); {@code dev.weir.local.platform} starts what it talks to.
 */
package dev.weir.local.demo;
