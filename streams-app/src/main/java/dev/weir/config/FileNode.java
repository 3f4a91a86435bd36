package dev.weir.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML or JSON file that knows its line. */
sealed interface FileNode {
    /** Line on which the value starts, from 1; 0 for a value that is in no file. */
    int line();

    /** What it is, for messages: "a text", "a list", ... */
    String kind();

    /** A text, number or truth value, as written; null is an {@link Absent}. */
    record Scalar(String text, int line) implements FileNode {
        @Override
        public String kind() {
            return "the value '" + text + "'";
        }
    }

    /** A key with nothing behind it. */
    record Absent(int line) implements FileNode {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /** A list. */
    record Sequence(List<FileNode> items, int line) implements FileNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and values, in the order of the file. */
    record Mapping(Map<String, Entry> entries, int line) implements FileNode {
        @Override
        public String kind() {
            return "a block of keys";
        }
    }

    /** One key of a mapping with the line of the key. */
    record Entry(int line, FileNode value) {}

    /** Line of the deepest part of a path that is in the file, e.g. of {@code spec.stages[2].weight}. */
    default int lineOf(String path) {
        if (path.isEmpty()) {
            return line();
        }
        if (this instanceof Mapping mapping) {
            for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
                String key = entry.getKey();
                if (path.startsWith(key)) {
                    String rest = path.substring(key.length());
                    if (rest.isEmpty() || rest.startsWith("[")) {
                        return rest.isEmpty()
                                ? entry.getValue().line()
                                : entry.getValue().value().lineOf(rest);
                    }
                    if (rest.startsWith(".")) {
                        return Math.max(
                                entry.getValue().line(),
                                entry.getValue().value().lineOf(rest.substring(1)));
                    }
                }
            }
        }
        if (this instanceof Sequence sequence && path.startsWith("[")) {
            int end = path.indexOf(']');
            int index = Integer.parseInt(path.substring(1, end));
            if (index < sequence.items().size()) {
                String rest = path.substring(end + 1);
                return sequence.items().get(index).lineOf(rest.startsWith(".") ? rest.substring(1) : rest);
            }
        }
        return line();
    }
}
