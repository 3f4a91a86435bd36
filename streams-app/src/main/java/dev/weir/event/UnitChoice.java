package dev.weir.event;

/**
 * Which request of a unit is its evidence, as {@link UnitMemory} remembers it.
 *
 * @param unit           key of the unit of one model
 * @param notBefore      instant before which a request of the unit falls into ten minutes that had their first, epoch
 *                       milliseconds
 * @param assignedMillis instant at which the chosen request was assigned, epoch milliseconds
 * @param request        {@link UnitKey#identity} of the chosen request
 */
public record UnitChoice(long unit, long notBefore, long assignedMillis, long request) {}
