package dev.weir.interop;

import org.opentest4j.TestAbortedException;

/** Says loudly what is not tested, and why. */
final class Missing {
    private static final int WIDEST = 120;

    private Missing() {}

    /**
     * Skips what needs a component that is not there.
     *
     * @param what   what is not tested
     * @param reason why, and what to do about it
     */
    static TestAbortedException skip(String what, String reason) {
        String line = "NOT TESTED: " + what + ", because " + reason;
        String rule = "=".repeat(Math.min(WIDEST, line.length()));
        System.err.printf("%s%n%s%n%s%n", rule, line, rule);
        return new TestAbortedException(line);
    }
}
