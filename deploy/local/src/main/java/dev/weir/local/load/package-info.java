/**
 * Users of the demo's model: requests at a given rate through the sidecars, and the truth some seconds later.
 *
 * <p>In: labelled images and the sidecars' addresses. Out: HTTP requests, outcome events and counts of what came back.
 * Imports Vert.x, {@code dev.weir.local.digits} and the publisher of {@code dev.weir.publish}.
 */
package dev.weir.local.load;
