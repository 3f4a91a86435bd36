package dev.weir.verdict;

/** What is proved about a guardrail. */
public enum CheckState {
    /** The candidate is proved to be within the limit. */
    PASS,
    /** The candidate is proved to be beyond the limit. */
    FAIL,
    /** Neither is proved yet. */
    UNDECIDED
}
