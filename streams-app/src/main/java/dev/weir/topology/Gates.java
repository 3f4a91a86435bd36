package dev.weir.topology;

import dev.weir.judge.GateQuestion;

/** Asks other systems whether a stage may end; the answers come back as commands. */
@FunctionalInterface
public interface Gates {
    /**
     * Asks, and returns at once. The question is put again and again until its answer has been read, so whoever is asked
     * twice in a row for the same may forget the second time.
     */
    void ask(GateQuestion question);
}
