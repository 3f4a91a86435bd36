package dev.weir.cli;

import java.io.PrintWriter;
import java.util.List;

/** A page on a terminal, drawn again in place. Not safe for use by several threads. */
public final class Page {
    private static final String CLEAR_TO_END = "\u001b[J";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_ALL = "\u001b[H\u001b[2J";

    private final PrintWriter out;
    private Terminal terminal;
    private int linesDrawn;

    /** A page below what the terminal shows already. */
    public Page(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Goes on on a terminal that may have another size by now. One that became narrower has broken the lines of the page
     * anew, nobody knows where, so that all that is seen is cleared.
     */
    void fit(Terminal resized) {
        if (!resized.equals(terminal)) {
            terminal = resized;
            linesDrawn = 0;
            out.print(CLEAR_ALL);
        }
    }

    /** Draws the page over what was drawn before; what has no room on the terminal is cut, and how much is said. */
    public void draw(List<String> lines) {
        toStart();
        int room = Math.max(1, terminal.rows() - 1);
        int shown = lines.size() <= room ? lines.size() : room - 1;
        lines.subList(0, shown).forEach(this::line);
        if (shown < lines.size()) {
            line("… " + (lines.size() - shown) + " more lines: make the terminal taller");
        }
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

    private void line(String line) {
        out.println(terminal.cut(line) + CLEAR_LINE);
        linesDrawn++;
    }

    private void toStart() {
        if (linesDrawn > 0) {
            out.print("\u001b[" + linesDrawn + "A\r");
            linesDrawn = 0;
        }
    }
}
