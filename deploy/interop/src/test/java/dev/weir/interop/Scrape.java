package dev.weir.interop;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape shows. */
final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(weir_[a-z_]+)(?:\\{(.*)})? [-+0-9.eEINa]+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(weir_[a-z_]+)(?:\\{(.*)})?` \\|");

    private Scrape() {}

    /** What a page documents, one metric a row of a table, in the form of {@link #shapes}. */
    static Set<String> documented(String page) {
        Set<String> shapes = new TreeSet<>();
        for (Matcher row = ROW.matcher(page); row.find(); ) {
            shapes.add(shape(
                    row.group(1),
                    row.group(2) == null ? Set.of() : Set.of(row.group(2).split(","))));
        }
        return shapes;
    }

    private static String shape(String name, Set<String> labels) {
        return labels.isEmpty() ? name : name + "{" + String.join(",", new TreeSet<>(labels)) + "}";
    }

    /** The value of a metric without labels; 0 where it is not shown. */
    static double value(String scrape, String name) {
        return scrape.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Weir's metrics with the names of their labels, in the order of the alphabet: {@code weir_x{a,b}}. */
    static Set<String> shapes(String scrape) {
        Set<String> shapes = new TreeSet<>();
        for (Matcher sample = SAMPLE.matcher(scrape); sample.find(); ) {
            Set<String> labels = new TreeSet<>();
            if (sample.group(2) != null) {
                for (Matcher label = LABEL.matcher(sample.group(2)); label.find(); ) {
                    labels.add(label.group(1));
                }
            }
            // Parts of a histogram are one metric.
            boolean bucket = labels.remove("le");
            String name = sample.group(1)
                    .replaceAll(bucket ? "_bucket$" : "_seconds_(count|sum|max)$", bucket ? "" : "_seconds");
            shapes.add(shape(name, labels));
        }
        return shapes;
    }
}
