package dev.weir.judge;

/**
 * What of a delta could not be used in full.
 *
 * @param late    requests that came after their second had closed: in the metrics, not in the evidence
 * @param unkept  requests that are missing in figures of a window which holds too many variants and segments already, one
 *                for each figure
 */
public record Remainder(long late, long unkept) {}
