package dev.weir.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A package of benchmarks that are compared with one of them, the bound: the least that the work can cost. */
public enum Suite {
    /** Routing decisions: Weir's, other clients', and a bare hash. */
    DECISION("BareLoop.decide"),
    /** Counting and judging: an event, a block, a judgement, a tick, and a bare count. */
    JUDGE("BareCount.count");

    private final String bound;

    Suite(String bound) {
        this.bound = bound;
    }

    /** Returns the suite of a name, as a person writes it. */
    static Optional<Suite> named(String name) {
        return Arrays.stream(values())
                .filter(suite -> suite.label().equals(name))
                .findFirst();
    }

    /** Returns the names of all suites, for a message. */
    static String names() {
        return Arrays.stream(values()).map(Suite::label).collect(Collectors.joining(", "));
    }

    /** Returns the suite's name, which is that of its package. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the pattern of the suite's benchmarks, for JMH. */
    String pattern() {
        return Suite.class.getPackageName().replace(".", "\\.") + "\\." + label() + "\\..*";
    }

    /** Returns the benchmark with which the others are compared, as {@code Class.method}. */
    String bound() {
        return bound;
    }
}
