package dev.weir.router.report;

/**
 * What a router knows of a variant that it calls.
 *
 * @param down              whether its last calls were not answered, or it says of itself that it is not well
 * @param answeredAgoMillis time since it last answered a call or a health check, to within the time between two reports,
 *                          milliseconds; null if it never has
 */
public record Reachability(boolean down, Long answeredAgoMillis) {}
