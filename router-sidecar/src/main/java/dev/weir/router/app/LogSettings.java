package dev.weir.router.app;

import org.slf4j.event.Level;

/**
 * The section {@code logging} of a sidecar's file: how the log on standard error is written.
 *
 * @param format lines for a person, or a JSON object a line; default text
 * @param level  least level of Weir's own lines; libraries speak only when something is wrong; default info
 */
public record LogSettings(Format format, Level level) {

    /** How a line is written. */
    public enum Format {
        /** For a person. */
        TEXT,
        /** A JSON object, for a machine. */
        JSON
    }

    public LogSettings {
        format = format == null ? Format.TEXT : format;
        level = level == null ? Level.INFO : level;
    }
}
