package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Figures and states as people read them; a figure that is not there is a dash. */
final class Words {
    private static final String NONE = "–";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Map<String, String> METRICS = Map.ofEntries(
            Map.entry("errorRate", "Error rate"),
            Map.entry("timeoutRate", "Timeout rate"),
            Map.entry("latencyP50", "Latency, median"),
            Map.entry("latencyP95", "Latency, 95 %"),
            Map.entry("cpu", "CPU time"),
            Map.entry("memory", "Memory"),
            Map.entry("cost", "Cost"),
            Map.entry("catastrophe", "Plain failure"),
            Map.entry("split", "Traffic split"),
            Map.entry("agreement", "Agreement"),
            Map.entry("success", "Success"),
            Map.entry("reward", "Reward"),
            Map.entry("latency", "Latency, mean"),
            Map.entry("labelled", "Outcomes known"),
            Map.entry("requestsPerSecond", "Requests a second"),
            Map.entry("accuracy", "Accuracy"));

    private Words() {}

    static String metric(String key) {
        return METRICS.getOrDefault(key, key);
    }

    /** A check's metric and the segment it was weighed in. */
    static String check(JsonNode check) {
        String name = metric(check.path("metric").asText());
        return check.path("segment").isTextual()
                ? name + " in " + check.path("segment").asText()
                : name;
    }

    /** A figure of a metric in its unit. */
    static String value(String metric, JsonNode value) {
        if (!value.isNumber()) {
            return NONE;
        }
        double number = value.asDouble();
        return switch (metric) {
            case "errorRate", "timeoutRate", "catastrophe", "split", "agreement", "success", "labelled", "accuracy" ->
                percent(number);
            case "latencyP50", "latencyP95", "latencyP99", "latency", "cpu" -> micros(number);
            default -> figure(number);
        };
    }

    static String figure(JsonNode value) {
        return value.isNumber() ? figure(value.asDouble()) : NONE;
    }

    static String figure(double value) {
        double size = Math.abs(value);
        if (size >= 1e6 || size > 0 && size < 1e-4) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        if (size >= 100) {
            return grouped(value);
        }
        return size >= 10 ? fixed(value, 1) : size >= 0.01 || size == 0 ? fixed(value, 2) : fixed(value, 4);
    }

    static String ratio(JsonNode value) {
        return value.isNumber() ? fixed(value.asDouble(), value.asDouble() < 10 ? 2 : 1) + "×" : NONE;
    }

    /** An interval of a ratio or difference; open ends are said. */
    static String interval(JsonNode low, JsonNode high) {
        if (!low.isNumber() && !high.isNumber()) {
            return NONE;
        }
        return (low.isNumber() ? figure(low.asDouble()) : "any") + " to "
                + (high.isNumber() ? figure(high.asDouble()) : "any");
    }

    static String percent(double value) {
        double size = Math.abs(value);
        return fixed(100 * value, size >= 0.1 || size == 0 ? 1 : 2) + " %";
    }

    static String percent(JsonNode value) {
        return value.isNumber() ? percent(value.asDouble()) : NONE;
    }

    /** How much less, or more where it is negative, in points of a percentage; to be followed by "than". */
    static String points(double drop) {
        return fixed(Math.abs(100 * drop), 1) + " points " + (drop < 0 ? "more" : "less");
    }

    static String weight(int bps) {
        return (bps % 100 == 0 ? Integer.toString(bps / 100) : fixed(bps / 100.0, 2)) + " %";
    }

    static String micros(JsonNode value) {
        return value.isNumber() ? micros(value.asDouble()) : NONE;
    }

    private static String micros(double value) {
        if (value < 1_000) {
            return fixed(value, 0) + " µs";
        }
        return value < 1e6
                ? fixed(value / 1_000, value < 1e4 ? 2 : value < 1e5 ? 1 : 0) + " ms"
                : fixed(value / 1e6, 2) + " s";
    }

    static String grouped(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String count(JsonNode value) {
        return value.isNumber() ? grouped(value.asDouble()) : NONE;
    }

    /** A span in at most two units: 2 d 4 h, 3 min 20 s, 8.5 s. */
    static String span(long millis) {
        if (millis < 10_000) {
            return fixed(millis / 1_000.0, 1) + " s";
        }
        long seconds = Math.round(millis / 1_000.0);
        long[] sizes = {86_400, 3_600, 60, 1};
        String[] names = {"d", "h", "min", "s"};
        for (int i = 0; i < sizes.length; i++) {
            if (seconds >= sizes[i]) {
                long whole = seconds / sizes[i];
                long rest = i + 1 < sizes.length ? seconds % sizes[i] / sizes[i + 1] : 0;
                return whole + " " + names[i] + (rest > 0 ? " " + rest + " " + names[i + 1] : "");
            }
        }
        return "0 s";
    }

    static String span(JsonNode millis) {
        return millis.isNumber() ? span(millis.asLong()) : NONE;
    }

    /** An instant in UTC, to the second. */
    static String time(JsonNode instant) {
        return instant.isTextual() ? TIME.format(Instant.parse(instant.textValue())) : NONE;
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
