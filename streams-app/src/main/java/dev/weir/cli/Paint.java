package dev.weir.cli;

/**
 * Colours for a terminal, or none: in a pipe, or where NO_COLOR is set to anything (no-color.org). Whatever is painted
 * says the same without.
 *
 * @param on whether to colour
 */
record Paint(boolean on) {
    private static final String RESET = "\u001b[0m";

    /** What a text is about. */
    enum Tone {
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        WARN("\u001b[33m"),
        BUSY("\u001b[36m"),
        STRONG("\u001b[1m"),
        QUIET("\u001b[2m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    /** Colours for a terminal, unless the environment asks for none. */
    static Paint ofEnvironment() {
        String none = System.getenv("NO_COLOR");
        return new Paint(none == null || none.isEmpty());
    }

    String paint(Tone tone, String text) {
        return on && !text.isEmpty() ? tone.code + text + RESET : text;
    }
}
