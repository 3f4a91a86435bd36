package dev.weir.window;

import java.util.ArrayList;
import java.util.List;

/**
 * A sum of many small counts, their units aside. To add a few requests to a large count copies its histograms; so counts are
 * noted as they come, and added a handful at a time. Not safe for use by several threads.
 */
final class TallySum {
    private static final int HANDFUL = 16;

    private final List<Tally> noted = new ArrayList<>(HANDFUL);
    private Tally sum;

    /** Begins with a count. */
    TallySum(Tally first) {
        sum = first.withoutUnits();
    }

    void add(Tally tally) {
        noted.add(tally);
        if (noted.size() == HANDFUL) {
            addNoted();
        }
    }

    /**
     * Takes back what is in the sum; one that is not changes nothing.
     *
     * @return whether it was in it
     */
    boolean takeBack(Tally tally) {
        if (!total().contains(tally)) {
            return false;
        }
        sum = sum.minus(tally);
        return true;
    }

    /** Returns the sum, without units. */
    Tally total() {
        addNoted();
        return sum;
    }

    private void addNoted() {
        if (noted.isEmpty()) {
            return;
        }
        if (noted.size() == 1) {
            sum = sum.plus(noted.get(0).withoutUnits());
        } else {
            TallyBuilder handful = new TallyBuilder();
            noted.forEach(handful::add);
            sum = sum.plus(handful.build());
        }
        noted.clear();
    }
}
