/**
 * Which variant a request gets: routing tables and what is known of a request flow in, a {@link
 * dev.weir.router.selection.Selection} flows out. Pure: no Kafka, no clock, no I/O, no logging, nothing mutable; imports
 * the JDK, and no other package of the router.
 */
package dev.weir.router.selection;
