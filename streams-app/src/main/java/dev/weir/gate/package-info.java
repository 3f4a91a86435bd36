/**
 * Asks other systems whether a stage may end. In: questions of the judge; out: their answers as commands on the topic of
 * commands, so that a replay decides on them as the judge did. An edge: it may import the core, {@code topology}'s interface
 * and {@code view}'s sink.
 */
package dev.weir.gate;
