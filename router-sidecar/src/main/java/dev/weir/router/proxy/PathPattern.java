package dev.weir.router.proxy;

import java.util.regex.Pattern;

/**
 * Paths as a file writes them: {@code *} stands for anything within one segment, {@code **} for any number of segments.
 *
 */
public final class PathPattern {

    private final String text;
    private final Pattern regex;

    private PathPattern(String text, Pattern regex) {
        this.text = text;
        this.regex = regex;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it does not begin with a slash
     */
    public static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no path; write e.g. /predict, /models/*/score or /api/**");
        }
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("**", at)) {
                regex.append(".*");
                at += 2;
            } else if (text.charAt(at) == '*') {
                regex.append("[^/]*");
                at++;
            } else {
                regex.append(Pattern.quote(text.substring(at, at + 1)));
                at++;
            }
        }
        return new PathPattern(text, Pattern.compile(regex.toString()));
    }

    boolean matches(String path) {
        return regex.matcher(path).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
