package dev.weir.chaos;

/**
 * What a run does.
 *
 * @param kills             processes' deaths, at least 1
 * @param seed              decides who is struck, when, and what is sent
 * @param requestsPerSecond load
 * @param instances         instances of the streams application
 */
record CrashSettings(int kills, long seed, int requestsPerSecond, int instances) {}
