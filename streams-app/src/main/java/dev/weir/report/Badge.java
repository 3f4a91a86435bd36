package dev.weir.report;

import java.util.Locale;

/** A word with a colour and a mark, so that it needs no colour. */
record Badge(String tone, String mark, String word) {
    private static final Badge NEUTRAL = new Badge("idle", "·", "");

    static Badge of(String status) {
        return switch (status) {
            case "PROMOTED" -> new Badge("good", "✓", "Promoted");
            case "ROLLED_BACK" -> new Badge("bad", "✗", "Rolled back");
            case "ABORTED" -> new Badge("idle", "–", "Given up");
            case "PAUSED" -> new Badge("warn", "‖", "Paused");
            default -> new Badge("busy", "…", "Running");
        };
    }

    static Badge ofAction(String action) {
        String word = action.toLowerCase(Locale.ROOT);
        return switch (action) {
            case "ADVANCE", "PROMOTE" -> new Badge("good", "✓", word);
            case "ROLLBACK", "ABORT", "KILL" -> new Badge("bad", "✗", word);
            case "PAUSE", "HOLD", "REFUSE" -> new Badge("warn", "‖", word);
            default -> new Badge(NEUTRAL.tone, NEUTRAL.mark, word);
        };
    }

    static Badge ofState(String state) {
        return switch (state) {
            case "PASS" -> new Badge("good", "✓", "pass");
            case "FAIL" -> new Badge("bad", "✗", "fail");
            default -> new Badge("busy", "…", "undecided");
        };
    }

    void addTo(Markup page) {
        page.raw("<span class=\"badge " + tone + "\"><span aria-hidden=\"true\">" + mark + "</span> ")
                .text(word)
                .raw("</span>");
    }
}
