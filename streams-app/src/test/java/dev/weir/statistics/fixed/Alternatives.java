package dev.weir.statistics.fixed;

import dev.weir.statistics.Alternative;
import dev.weir.statistics.OracleTable.Row;

/** How the tables spell the alternatives. */
final class Alternatives {
    private Alternatives() {}

    static Alternative of(Row row) {
        String spelled = row.text("alternative");
        return switch (spelled) {
            case "two-sided" -> Alternative.TWO_SIDED;
            case "larger" -> Alternative.LARGER;
            case "smaller" -> Alternative.SMALLER;
            default -> throw new IllegalArgumentException(row + " has no such alternative: " + spelled);
        };
    }
}
