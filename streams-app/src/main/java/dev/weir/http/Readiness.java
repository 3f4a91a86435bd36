package dev.weir.http;

import java.util.List;

/** Tells whether a part of the program can do its work. */
@FunctionalInterface
public interface Readiness {
    /** What is still missing, one sentence each; empty when ready. Called from an event loop: returns at once. */
    List<String> missing();
}
