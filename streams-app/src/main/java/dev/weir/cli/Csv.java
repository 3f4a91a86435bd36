package dev.weir.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/** Rows as RFC 4180 has them: cells with commas, quotes or line breaks in quotes, lines that end with CR LF. */
final class Csv {
    private Csv() {}

    /**
     * Prints rows below what was printed.
     *
     * @throws UncheckedIOException if they cannot be written
     */
    static void print(Appendable out, List<List<String>> rows) {
        try {
            for (List<String> row : rows) {
                CSVFormat.RFC4180.printRecord(out, row.toArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
