package dev.weir.cli;

import java.io.PrintWriter;
import java.util.List;

/** A page on a terminal, drawn again in place. Not safe for use by several threads. */
public final class Page {
    private static final String CLEAR_TO_END = "\u001b[J";
    private static final String CLEAR_LINE = "\u001b[K";

    private final PrintWriter out;
    private final Terminal terminal;
    private int linesDrawn;

    /** A page below what the terminal shows already. */
    public Page(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Draws the page over what was drawn before; what has no room on the terminal is cut. */
    public void draw(List<String> lines) {
        toStart();
        lines.stream().limit(terminal.rows() - 1L).forEach(line -> {
            out.println(terminal.cut(line) + CLEAR_LINE);
            linesDrawn++;
        });
        out.print(CLEAR_TO_END);
        out.flush();
    }

    /** Takes the page off the terminal; what is printed next stands in its place. */
    public void clear() {
        toStart();
        out.print(CLEAR_TO_END);
    }

    /** Leaves the page where it is; the next one is drawn below. */
    public void leave() {
        linesDrawn = 0;
    }

    private void toStart() {
        if (linesDrawn > 0) {
            out.print("\u001b[" + linesDrawn + "A\r");
            linesDrawn = 0;
        }
    }
}
