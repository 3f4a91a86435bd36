package dev.weir.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DuckDB, in this process. */
final class DuckDb {
    private static final String NAME = "-- name: ";

    private DuckDb() {}

    /** Runs a file of statements in a directory and returns the rows of each question that has a name. */
    static Map<String, List<Map<String, Object>>> answers(Path directory, Path file) throws IOException, SQLException {
        Map<String, List<Map<String, Object>>> answers = new LinkedHashMap<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET file_search_path = '" + directory + "'");
            for (String part : Files.readString(file).split(";\\s*\n")) {
                int name = part.indexOf(NAME);
                if (name < 0) {
                    statement.execute(part);
                } else {
                    String question = part.substring(name + NAME.length())
                            .lines()
                            .findFirst()
                            .orElseThrow();
                    answers.put(question, rows(statement.executeQuery(part)));
                }
            }
        }
        return answers;
    }

    /** The answers as text. */
    static String text(Map<String, List<Map<String, Object>>> answers) {
        StringBuilder text = new StringBuilder();
        answers.forEach((question, rows) -> {
            text.append("== ").append(question).append('\n');
            rows.forEach(row -> text.append(row).append('\n'));
        });
        return text.toString();
    }

    private static List<Map<String, Object>> rows(ResultSet result) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (result.next()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.put(result.getMetaData().getColumnName(i), result.getObject(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
