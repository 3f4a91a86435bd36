package dev.weir.judge;

import dev.weir.evidence.AccuracyWatch;
import dev.weir.verdict.Verdict;

/**
 * The watch over one variant's accuracy, and what was said of it.
 *
 * @param watch     what the labels amount to
 * @param published the latest verdict that was published; null before the first
 */
record AccuracyLog(AccuracyWatch watch, Verdict published) {}
