/**
 * The whole of the core at work for one model. In: plans, commands, deltas, watermarks and router reports in the order
 * of their topics; out: what is to be published. The rightmost package of the core: may import all of it.
 */
package dev.weir.judge;
