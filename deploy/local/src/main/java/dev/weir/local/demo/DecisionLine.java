package dev.weir.local.demo;

import dev.weir.schema.Decision;

/** A decision in one line, without its time. */
final class DecisionLine {

    private DecisionLine() {}

    static String of(Decision decision) {
        StringBuilder line = new StringBuilder(decision.getAction().name());
        String from = decision.getFromStage();
        String to = decision.getToStage();
        if (from != null && to != null && !to.equals(from)) {
            line.append(' ').append(from).append(" → ").append(to);
        } else if (from != null || to != null) {
            line.append(" in ").append(from != null ? from : to);
        }
        if (decision.getRevision() != null) {
            line.append(" (revision ").append(decision.getRevision()).append(')');
        }
        return line.append(": ").append(decision.getReason()).toString();
    }
}
