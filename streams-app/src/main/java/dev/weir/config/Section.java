package dev.weir.config;

import dev.weir.event.EventRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys of one block of a file, read by type. A value of the wrong type becomes a problem and reads as absent, so
 * that reading goes on to the next problem. The keys asked for are the keys known: {@link #close} reports the others.
 */
final class Section {
    private final String path;
    private final FileNode.Mapping node;
    private final List<FileProblem> problems;
    private final Set<String> asked = new LinkedHashSet<>();

    Section(String path, FileNode.Mapping node, List<FileProblem> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /** Keys in the order of the file, e.g. where they are names. */
    Set<String> keys() {
        return node.entries().keySet();
    }

    /** Whether the key is there with a value. */
    boolean has(String key) {
        return value(key).isPresent();
    }

    /** Whether the key is there with a plain value, and not with a block or a list. */
    boolean isText(String key) {
        return value(key).filter(FileNode.Scalar.class::isInstance).isPresent();
    }

    /** A text; numbers and truth values are taken as written, so that {@code baseline: 1.0} needs no quotes. */
    Optional<String> text(String key) {
        return scalar(key, "a text", Function.identity());
    }

    /** A name, which stands in paths, keys, events and lines of logs, and has to be the same in all of them. */
    Optional<String> name(String key) {
        Optional<String> text = text(key);
        String wrong = text.map(Section::whyNoName).orElse(null);
        if (wrong != null) {
            problem(key, wrong);
            return Optional.empty();
        }
        return text;
    }

    /** What speaks against a name; null if nothing does. That it is blank is said elsewhere. */
    private static String whyNoName(String text) {
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            return "has a line break or another control character in it; write a name of one line";
        }
        if (text.length() > EventRules.LONGEST_NAME) {
            return "has " + text.length() + " characters, and events may name no more than " + EventRules.LONGEST_NAME
                    + "; write a shorter name";
        }
        if (!text.isBlank() && !text.equals(text.strip())) {
            return "is '" + text + "', with a blank at an end; write '" + text.strip() + "'";
        }
        return text.equals(".") || text.equals("..")
                ? "is '" + text + "', which cannot stand in a path; write another name"
                : null;
    }

    /** A duration such as 90s. */
    Optional<Duration> duration(String key) {
        return scalar(key, "a duration such as 90s, 15m, 24h or 2d", Durations::parse);
    }

    /** A day such as 2026-08-01. */
    Optional<LocalDate> date(String key) {
        return scalar(key, "a day as year-month-day, such as 2026-08-01", text -> {
            try {
                return LocalDate.parse(text.strip());
            } catch (DateTimeParseException noDay) {
                throw new IllegalArgumentException(text, noDay);
            }
        });
    }

    /** A whole number in a range, both ends included. */
    Optional<Long> whole(String key, long min, long max) {
        String range = max == Long.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
        return scalar(key, "a whole number " + range, text -> {
            long value = Long.parseLong(text.strip());
            if (value < min || value > max) {
                throw new NumberFormatException(text);
            }
            return value;
        });
    }

    /** A number above a limit or, where allowed, at it; finite. */
    Optional<Double> number(String key, double min, boolean minAllowed, double max) {
        String low = (minAllowed ? "of at least " : "above ") + plain(min);
        String high = Double.isInfinite(max) ? "" : " and below " + plain(max);
        return scalar(key, "a number " + low + high, text -> {
            double value = decimal(text.strip());
            boolean aboveMin = minAllowed ? value >= min : value > min;
            if (!aboveMin || !(value < max) || Double.isInfinite(value)) {
                throw new NumberFormatException(text);
            }
            return value;
        });
    }

    /** What {@link Double#parseDouble} takes besides, as {@code 2d}, is meant as something else. */
    private static double decimal(String text) {
        if (!text.matches("[-+.0-9eE]+")) {
            throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
    }

    /** A percentage from 0 to 100 with at most two decimals, as basis points. */
    Optional<Integer> percent(String key) {
        return scalar(key, "a percentage from 0 to 100 with at most two decimals, such as 5 or 2.5", text -> {
            int bps;
            try {
                bps = new BigDecimal(text.strip()).movePointRight(2).intValueExact();
            } catch (ArithmeticException tooFine) {
                throw new IllegalArgumentException(text, tooFine);
            }
            if (bps < 0 || bps > 10_000) {
                throw new IllegalArgumentException(text);
            }
            return bps;
        });
    }

    /** One of the given words, mapped to what it stands for. */
    <T> Optional<T> choice(String key, Map<String, T> words) {
        return scalar(key, "one of " + String.join(", ", words.keySet()), text -> {
            if (!words.containsKey(text)) {
                throw new IllegalArgumentException(text);
            }
            return words.get(text);
        });
    }

    /** A list of texts. */
    Optional<List<String>> texts(String key) {
        return value(key).flatMap(value -> {
            List<String> texts = new ArrayList<>();
            if (value instanceof FileNode.Sequence sequence) {
                for (FileNode item : sequence.items()) {
                    if (item instanceof FileNode.Scalar scalar) {
                        texts.add(scalar.text());
                    } else {
                        problem(key, item.line(), "has " + item.kind() + " in it; write texts only, e.g. [user_type]");
                    }
                }
                return Optional.of(texts);
            }
            problem(key, value.line(), "is " + value.kind() + "; write a list, e.g. [user_type]");
            return Optional.empty();
        });
    }

    /** A list of names of attributes or features, each once. */
    Optional<List<String>> attributes(String key) {
        Optional<List<String>> texts = texts(key);
        Set<String> known = new HashSet<>();
        for (String text : texts.orElse(List.of())) {
            if (text.isBlank()) {
                problem(key, "has a blank name in it; leave it out");
            } else if (!known.add(text)) {
                problem(key, "has " + text + " twice; keep one of them");
            }
        }
        return texts;
    }

    /** A block of keys; an empty one where it is not there. */
    Section section(String key) {
        Optional<FileNode> value = value(key);
        if (value.isPresent() && value.get() instanceof FileNode.Mapping mapping) {
            return new Section(pathOf(key), mapping, problems);
        }
        value.ifPresent(other -> problem(key, other.line(), "is " + other.kind() + "; write keys and values below it"));
        return new Section(pathOf(key), new FileNode.Mapping(Map.of(), node.line()), problems);
    }

    /** A list of blocks; empty where it is not there. */
    Optional<List<Section>> sections(String key) {
        return value(key).flatMap(value -> {
            if (!(value instanceof FileNode.Sequence sequence)) {
                problem(key, value.line(), "is " + value.kind() + "; write a list, each item starting with '- '");
                return Optional.empty();
            }
            List<Section> sections = new ArrayList<>();
            for (int i = 0; i < sequence.items().size(); i++) {
                FileNode item = sequence.items().get(i);
                String itemPath = pathOf(key) + "[" + i + "]";
                if (item instanceof FileNode.Mapping mapping) {
                    sections.add(new Section(itemPath, mapping, problems));
                } else {
                    problems.add(new FileProblem(
                            itemPath,
                            item.line(),
                            "is " + item.kind() + "; write keys and values, e.g. { name: ... }"));
                }
            }
            return Optional.of(sections);
        });
    }

    /** A block of settings whose keys are somebody else's: taken as written, lists joined by commas. */
    Map<String, String> settings(String key) {
        Map<String, String> settings = new LinkedHashMap<>();
        Section section = section(key);
        for (String name : section.keys()) {
            FileNode value = section.node.entries().get(name).value();
            if (value instanceof FileNode.Sequence) {
                section.texts(name).ifPresent(texts -> settings.put(name, String.join(",", texts)));
            } else if (value instanceof FileNode.Mapping) {
                section.problem(name, value.line(), "is a block of keys; write the setting's whole name as one key");
            } else {
                section.text(name).ifPresent(text -> settings.put(name, text));
            }
        }
        return settings;
    }

    /** Line of one of its keys; of the block where the key is not there. */
    int lineOf(String key) {
        FileNode.Entry entry = node.entries().get(key);
        return entry == null ? node.line() : entry.line();
    }

    /** Adds a problem of one of its keys. */
    void problem(String key, String message) {
        problem(key, lineOf(key), message);
    }

    /** Says which keys nobody asked for, with the nearest one that is known. */
    void close() {
        node.entries().forEach((key, entry) -> {
            if (!asked.contains(key)) {
                String hint = NearestKey.to(key, asked)
                        .map(nearest -> "did you mean " + nearest + "?")
                        .orElse("known here are " + String.join(", ", asked));
                problem(key, entry.line(), "is not known; " + hint);
            }
        });
    }

    private <T> Optional<T> scalar(String key, String expected, Function<String, T> reader) {
        return value(key).flatMap(value -> {
            if (value instanceof FileNode.Scalar scalar) {
                try {
                    return Optional.of(reader.apply(scalar.text()));
                } catch (IllegalArgumentException | ArithmeticException unreadable) {
                    problem(key, value.line(), "is '" + scalar.text() + "'; write " + expected);
                    return Optional.empty();
                }
            }
            problem(key, value.line(), "is " + value.kind() + "; write " + expected);
            return Optional.empty();
        });
    }

    private Optional<FileNode> value(String key) {
        asked.add(key);
        FileNode.Entry entry = node.entries().get(key);
        return entry == null || entry.value() instanceof FileNode.Absent
                ? Optional.empty()
                : Optional.of(entry.value());
    }

    private void problem(String key, int line, String message) {
        problems.add(new FileProblem(pathOf(key), line, message));
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
