package dev.weir.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal that a page can be drawn on.
 *
 * @param columns characters a line
 * @param rows    lines
 */
public record Terminal(int columns, int rows) {
    /** What terminals have had since there were terminals. */
    static final Terminal CLASSIC = new Terminal(80, 24);

    private static final long ANSWER_MS = 1_000;
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d*) ([1-9]\\d*)");

    /** The part of a line that takes no room: colours and the like. */
    private static final Pattern INVISIBLE = Pattern.compile("\u001b\\[[0-9;]*m");

    private static final String RESET = "\u001b[0m";

    /** The terminal this program writes to; empty in a pipe, a log, or on a terminal that can only write on. */
    public static Optional<Terminal> attached() {
        String kind = System.getenv("TERM");
        boolean canDraw = System.console() != null && kind != null && !kind.isEmpty() && !kind.equals("dumb");
        return canDraw ? Optional.of(asked().orElse(CLASSIC)) : Optional.empty();
    }

    /** The same terminal as large as it is now; as it was where that cannot be told. */
    Terminal again() {
        return asked().orElse(this);
    }

    /** The size as stty says it; Java has no way of its own to ask. */
    private static Optional<Terminal> asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(ANSWER_MS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            return size(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noStty) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A size written as rows and columns; empty if it is none. */
    static Optional<Terminal> size(String rowsAndColumns) {
        Matcher size = SIZE.matcher(rowsAndColumns.strip());
        return size.matches()
                ? Optional.of(new Terminal(Integer.parseInt(size.group(2)), Integer.parseInt(size.group(1))))
                : Optional.empty();
    }

    /**
     * A line, or as much of it as there is room for; the last column stays free, since a terminal that is full there
     * clears it together with the rest of the line. Colours take no room.
     */
    public String cut(String line) {
        return cut(line, columns - 1);
    }

    /** A line, or as much of it as a number of columns has room for. */
    public static String cut(String line, int columns) {
        if (TextWidth.of(INVISIBLE.matcher(line).replaceAll("")) <= columns) {
            return line;
        }
        StringBuilder kept = new StringBuilder();
        Matcher invisible = INVISIBLE.matcher(line);
        int room = columns - 1;
        boolean coloured = false;
        for (int i = 0; i < line.length(); ) {
            if (invisible.region(i, line.length()).lookingAt()) {
                kept.append(invisible.group());
                coloured = true;
                i = invisible.end();
            } else {
                int next = line.codePointAt(i);
                room -= TextWidth.of(next);
                if (room < 0) {
                    break;
                }
                kept.appendCodePoint(next);
                i += Character.charCount(next);
            }
        }
        return kept.append('…').append(coloured ? RESET : "").toString();
    }
}
