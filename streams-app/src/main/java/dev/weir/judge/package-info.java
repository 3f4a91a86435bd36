/**
 * The whole of the core at work for one model. In: plans, commands, deltas, watermarks and router reports in the order
 * of their topics; out: what is to be published. May import the whole of the core but {@code replay}.
 */
package dev.weir.judge;
