/**
 * What services and sidecars say happened. In: the fields of one event; out: an observation that can be counted, or
 * the reason why it cannot. Knows nothing of Weir but itself.
 */
package dev.weir.event;
