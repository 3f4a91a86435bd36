package dev.weir.router.selection;

import java.util.Collection;

/**
 * Finds the selector of a model in fewer steps than a HashMap, whose entries are one more thing to follow: open addressing with
 * linear probing (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm L), at most half full. The image holds the
 * slots themselves, since an object around them would be one more step; nobody writes to them once they are made.
 */
final class SelectorIndex {

    private SelectorIndex() {}

    /** Returns the slots of some selectors, each of a model of its own. */
    static Selector[] of(Collection<Selector> selectors) {
        // As many as a power of two, with at least one slot that is empty.
        Selector[] slots = new Selector[Integer.highestOneBit(2 * selectors.size() + 1) << 1];
        for (Selector selector : selectors) {
            int slot = first(slots, selector.model());
            while (slots[slot] != null) {
                slot = next(slots, slot);
            }
            slots[slot] = selector;
        }
        return slots;
    }

    /** Returns the selector of a model, or null where there is none. */
    static Selector find(Selector[] slots, String model) {
        int slot = first(slots, model);
        for (Selector selector = slots[slot]; selector != null; selector = slots[slot]) {
            // By identity first: a caller mostly has the very text of its file.
            if (selector.model() == model || selector.model().equals(model)) {
                return selector;
            }
            slot = next(slots, slot);
        }
        return null;
    }

    private static int first(Selector[] slots, String model) {
        int hash = model.hashCode();
        return (hash ^ hash >>> 16) & slots.length - 1;
    }

    private static int next(Selector[] slots, int slot) {
        return slot + 1 & slots.length - 1;
    }
}
