/**
 * Evidence that stays valid however often one looks: e-values, their mixtures over alternatives and over time, and
 * confidence sequences. Everything that Weir decides by itself is decided with these.
 */
package dev.weir.statistics.sequential;
