package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Option;

/** Prints JSON objects as a table, as JSON or as CSV; a mixin of every command that prints figures. */
public final class Figures {
    /** Forms of output. */
    public enum Format {
        TABLE,
        JSON,
        CSV;

        /** As it is typed; shells offer it so. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table, json or csv (default: ${DEFAULT-VALUE}).")
    private Format format;

    /** The form asked for. */
    public Format format() {
        return format;
    }

    /**
     * A column of a table or of CSV.
     *
     * @param title   heading; the field's name
     * @param pointer JSON pointer of the field
     */
    public record Column(String title, String pointer) {
        /** The columns of fields, each headed by its name. */
        public static List<Column> of(String... fields) {
            return java.util.Arrays.stream(fields)
                    .map(field -> new Column(field, "/" + field))
                    .toList();
        }
    }

    /** Prints the items as rows, or for JSON the whole answer. */
    public void print(PrintWriter out, JsonNode answer, Iterable<JsonNode> items, List<Column> columns) {
        if (format == Format.JSON) {
            out.println(answer.toPrettyString());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Column::title).toList());
        for (JsonNode item : items) {
            rows.add(cells(item, columns));
        }
        if (format == Format.CSV) {
            Csv.print(out, rows);
            return;
        }
        List<Integer> widths = IntStream.range(0, columns.size())
                .mapToObj(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toList();
        rows.forEach(row -> out.println(aligned(row, widths)));
    }

    /** Prints one more item below what was printed. */
    void printNext(PrintWriter out, JsonNode item, List<Column> columns) {
        switch (format) {
            case JSON -> out.println(item);
            case CSV -> Csv.print(out, List.of(cells(item, columns)));
            case TABLE -> out.println(plain(String.join("  ", cells(item, columns))));
        }
        out.flush();
    }

    private List<String> cells(JsonNode item, List<Column> columns) {
        return columns.stream().map(column -> text(item.at(column.pointer()))).toList();
    }

    /** Programs read CSV, and get every digit. */
    private String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isDouble() && format != Format.CSV) {
            return number(value.doubleValue());
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(this::text)
                        .collect(Collectors.joining(" "))
                : value.asText();
    }

    /** A figure for people: seven digits are more than any here deserves, and keep rates and microseconds apart. */
    static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(7)).stripTrailingZeros();
        double size = Math.abs(value);
        boolean isWithinSight = size == 0 || size >= 1e-9 && size < 1e15;
        return isWithinSight ? rounded.toPlainString() : rounded.toString();
    }

    private static String aligned(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
            }
        }
        return plain(line.toString()).stripTrailing();
    }

    /** Text for a terminal: what people or services wrote must neither break the table nor steer the terminal. */
    static String plain(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
