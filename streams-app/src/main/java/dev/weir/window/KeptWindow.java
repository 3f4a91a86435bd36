package dev.weir.window;

import java.util.List;

/**
 * A window of figures, as it is kept for late requests.
 *
 * @param start    start of the window, epoch seconds
 * @param reported whether it has been reported as it is
 * @param figures  one entry a variant, role and segment
 */
public record KeptWindow(long start, boolean reported, List<Totals> figures) {
    public KeptWindow {
        figures = List.copyOf(figures);
    }
}
