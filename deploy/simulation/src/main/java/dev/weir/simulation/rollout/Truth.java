package dev.weir.simulation.rollout;

/** How a variant behaves in a second after the start. */
@FunctionalInterface
public interface Truth {
    /** Returns its behaviour in a second, counted from 0. */
    Service at(long second);
}
