package dev.weir.router.selection;

import java.util.Collection;

/**
 * Finds the selector of a model in fewer steps than a HashMap, whose entries are one more thing to follow: open addressing with
 * linear probing (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm L), at most half full. Immutable.
 */
final class SelectorIndex {

    // A power of two, with at least one slot that is empty.
    private final Selector[] slots;

    SelectorIndex(Collection<Selector> selectors) {
        this.slots = new Selector[Integer.highestOneBit(2 * selectors.size() + 1) << 1];
        for (Selector selector : selectors) {
            int slot = first(selector.model());
            while (slots[slot] != null) {
                slot = next(slot);
            }
            slots[slot] = selector;
        }
    }

    /** Returns the selector of a model, or null where there is none. */
    Selector get(String model) {
        int slot = first(model);
        for (Selector selector = slots[slot]; selector != null; selector = slots[slot]) {
            // By identity first: a caller mostly has the very text of its file.
            if (selector.model() == model || selector.model().equals(model)) {
                return selector;
            }
            slot = next(slot);
        }
        return null;
    }

    private int first(String model) {
        int hash = model.hashCode();
        return (hash ^ hash >>> 16) & slots.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & slots.length - 1;
    }
}
