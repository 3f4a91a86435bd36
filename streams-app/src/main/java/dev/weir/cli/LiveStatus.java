package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cli.Paint.Tone;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The status tree on a terminal, drawn in place as often as it changes. */
final class LiveStatus {
    private final Paint paint;
    private final Page page;
    private Terminal terminal;
    private List<String> latest = List.of();

    LiveStatus(PrintWriter out, Terminal terminal, Paint paint) {
        this.terminal = terminal;
        this.paint = paint;
        this.page = new Page(out, terminal);
    }

    /** Draws rollouts as they stand at an instant, as wide as the terminal is by now. */
    void draw(List<JsonNode> rollouts, Instant at) {
        fit();
        latest = new StatusTree(terminal, paint).lines(rollouts, at);
        page.draw(latest);
    }

    /** Draws what was seen last, with why nothing newer is. */
    void stale(String why) {
        fit();
        List<String> lines = new ArrayList<>(latest);
        lines.add(0, paint.paint(Tone.BAD, "! not up to date: " + why + "; trying again"));
        page.draw(lines);
    }

    private void fit() {
        terminal = terminal.again();
        page.fit(terminal);
    }
}
