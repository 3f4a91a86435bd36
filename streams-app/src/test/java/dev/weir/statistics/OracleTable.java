package dev.weir.statistics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A table of values computed elsewhere: comma-separated, comments from '#', first line the column names. */
public final class OracleTable {
    private OracleTable() {}

    /** A line of a table; {@code number} is its line number in the file, for messages. */
    public record Row(String table, int number, Map<String, String> cells) {
        public String text(String column) {
            if (!cells.containsKey(column)) {
                throw new IllegalArgumentException(table + " has no column " + column + " but " + cells.keySet());
            }
            return cells.get(column);
        }

        public double real(String column) {
            return Double.parseDouble(text(column));
        }

        public long whole(String column) {
            return Long.parseLong(text(column));
        }

        /** The numbers of a cell that holds several, separated by ';'. */
        public double[] reals(String column) {
            return Stream.of(text(column).split(";"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }

        public long[] wholes(String column) {
            return Stream.of(text(column).split(";")).mapToLong(Long::parseLong).toArray();
        }

        @Override
        public String toString() {
            return table + " line " + number + " " + cells;
        }
    }

    public static List<Row> read(String table) {
        String resource = "/oracles/" + table + ".csv";
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(OracleTable.class.getResourceAsStream(resource), UTF_8))) {
            List<String> lines = reader.lines().toList();
            int header = 0;
            while (lines.get(header).startsWith("#")) {
                header++;
            }
            String[] columns = lines.get(header).split(",");
            List<Row> rows = new ArrayList<>();
            for (int line = header + 1; line < lines.size(); line++) {
                String[] cells = lines.get(line).split(",", -1);
                Map<String, String> named = new HashMap<>();
                for (int column = 0; column < columns.length; column++) {
                    named.put(columns[column], cells[column]);
                }
                rows.add(new Row(table, line + 1, named));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of each scenario, in the order of the file. */
    public static Map<String, List<Row>> scenarios(String table) {
        Map<String, List<Row>> scenarios = new LinkedHashMap<>();
        for (Row row : read(table)) {
            scenarios
                    .computeIfAbsent(row.text("scenario"), name -> new ArrayList<>())
                    .add(row);
        }
        return scenarios;
    }
}
