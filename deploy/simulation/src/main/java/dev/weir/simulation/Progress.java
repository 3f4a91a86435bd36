package dev.weir.simulation;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;

/** Says on one line how far an experiment is; on a terminal the line is written over, elsewhere one is left for each. */
final class Progress implements ObjLongConsumer<String> {
    private static final int STEPS = 20;

    private final PrintWriter err;
    private final boolean overwrites = System.console() != null;
    private final AtomicInteger done = new AtomicInteger();
    private volatile String heading = "";
    private volatile int all;

    Progress(PrintWriter err) {
        this.err = err;
    }

    /** The next experiment begins. */
    void begin(int number, int of, String name, int replications) {
        heading = "[" + number + "/" + of + "] " + name;
        all = replications;
        done.set(0);
        if (!overwrites) {
            err.println(heading);
            err.flush();
        }
    }

    @Override
    public void accept(String name, long replications) {
        int now = done.addAndGet((int) replications);
        if (overwrites && now * STEPS / all != (now - 1) * STEPS / all) {
            err.print("\r\u001b[K" + heading + " " + 100 * now / all + " %");
            err.flush();
        }
    }

    /** Nothing more comes. */
    void end() {
        if (overwrites) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
