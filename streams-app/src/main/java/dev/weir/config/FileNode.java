package dev.weir.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML or JSON file that knows its line. */
sealed interface FileNode {
    /** Line of what stands in no file. */
    int NOT_IN_FILE = 0;

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
        int found = find(path);
        return found == NOT_IN_FILE ? line() : found;
    }

    /** Line of the deepest part of a path below this value; {@link #NOT_IN_FILE} if not even its first part is there. */
    private int find(String path) {
        if (this instanceof Mapping mapping) {
            for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
                String rest = path.startsWith(entry.getKey())
                        ? path.substring(entry.getKey().length())
                        : "no part of it";
                if (rest.isEmpty() || rest.startsWith("[") || rest.startsWith(".")) {
                    int deeper = entry.getValue().value().find(withoutDot(rest));
                    return deeper == NOT_IN_FILE ? entry.getValue().line() : deeper;
                }
            }
        }
        if (this instanceof Sequence sequence && path.startsWith("[")) {
            int end = path.indexOf(']');
            int index = Integer.parseInt(path.substring(1, end));
            if (index < sequence.items().size()) {
                FileNode item = sequence.items().get(index);
                int deeper = item.find(withoutDot(path.substring(end + 1)));
                return deeper == NOT_IN_FILE ? item.line() : deeper;
            }
        }
        return NOT_IN_FILE;
    }

    private static String withoutDot(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }
}
