package dev.weir.report;

/** HTML as it is put together; whatever people or services wrote is escaped. */
final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** Adds markup as it is; for what this package itself writes. */
    Markup raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Adds text. */
    Markup text(String content) {
        text.append(escape(content));
        return this;
    }

    /** Adds an element with text in it; what is in the start tag comes from this package. */
    Markup element(String startTag, String content) {
        int space = startTag.indexOf(' ');
        String name = space < 0 ? startTag : startTag.substring(0, space);
        return raw("<" + startTag + ">").text(content).raw("</" + name + ">");
    }

    static String escape(String content) {
        return content.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
