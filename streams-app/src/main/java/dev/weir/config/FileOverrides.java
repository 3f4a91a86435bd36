package dev.weir.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that take the place of a file's, each written as {@code PATH=VALUE}: keys joined by dots, an item of a list by its
 * number, its name, or {@code *} for all of them. Not thread-safe; one instance changes one file.
 */
final class FileOverrides {
    private static final String ALL = "*";

    private final List<FileProblem> problems;

    /** Problems found on the way are added to the given list. */
    FileOverrides(List<FileProblem> problems) {
        this.problems = problems;
    }

    /** The file below a key with the overrides in their places. */
    FileNode.Mapping apply(FileNode.Mapping root, String key, List<String> overrides) {
        FileNode node = root;
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                problems.add(new FileProblem("", 0, "'" + override + "' is no override; write PATH=VALUE"));
                continue;
            }
            String path = key + "." + override.substring(0, equals);
            FileNode value = value(path, override.substring(equals + 1));
            node = with(node, List.of(path.split("\\.")), value, path);
        }
        return (FileNode.Mapping) node;
    }

    /** A value as it would stand in a YAML file. */
    private FileNode value(String path, String text) {
        List<FileProblem> found = new ArrayList<>();
        FileNode.Mapping wrapped = new FileTree(found).read("value: " + text);
        found.forEach(problem -> problems.add(new FileProblem(path, 0, problem.message())));
        FileNode.Entry entry = wrapped.entries().get("value");
        return entry == null ? new FileNode.Absent(FileNode.NOT_IN_FILE) : outsideTheFile(entry.value());
    }

    private static FileNode outsideTheFile(FileNode node) {
        int line = FileNode.NOT_IN_FILE;
        if (node instanceof FileNode.Mapping mapping) {
            Map<String, FileNode.Entry> entries = new LinkedHashMap<>();
            mapping.entries()
                    .forEach((key, entry) -> entries.put(key, new FileNode.Entry(line, outsideTheFile(entry.value()))));
            return new FileNode.Mapping(entries, line);
        }
        if (node instanceof FileNode.Sequence sequence) {
            return new FileNode.Sequence(
                    sequence.items().stream().map(FileOverrides::outsideTheFile).toList(), line);
        }
        return node instanceof FileNode.Scalar scalar
                ? new FileNode.Scalar(scalar.text(), line)
                : new FileNode.Absent(line);
    }

    private FileNode with(FileNode node, List<String> path, FileNode value, String whole) {
        if (path.isEmpty()) {
            return value;
        }
        List<String> rest = path.subList(1, path.size());
        if (node instanceof FileNode.Sequence sequence) {
            return withItem(sequence, path.get(0), rest, value, whole);
        }
        if (node instanceof FileNode.Scalar) {
            problems.add(new FileProblem(whole, node.line(), "leads into " + node.kind() + ", which has no keys"));
            return node;
        }
        Map<String, FileNode.Entry> entries =
                new LinkedHashMap<>(node instanceof FileNode.Mapping mapping ? mapping.entries() : Map.of());
        FileNode.Entry known = entries.get(path.get(0));
        FileNode below = known == null ? new FileNode.Absent(FileNode.NOT_IN_FILE) : known.value();
        int line = known == null ? FileNode.NOT_IN_FILE : known.line();
        entries.put(path.get(0), new FileNode.Entry(line, with(below, rest, value, whole)));
        return new FileNode.Mapping(entries, node.line());
    }

    private FileNode withItem(
            FileNode.Sequence sequence, String item, List<String> rest, FileNode value, String whole) {
        List<FileNode> items = new ArrayList<>();
        boolean found = false;
        for (int i = 0; i < sequence.items().size(); i++) {
            FileNode known = sequence.items().get(i);
            boolean meant = item.equals(ALL) || item.equals(Integer.toString(i)) || item.equals(name(known));
            found |= meant;
            items.add(meant ? with(known, rest, value, whole) : known);
        }
        if (!found) {
            problems.add(new FileProblem(
                    whole,
                    sequence.line(),
                    "names no item of the list; there are "
                            + String.join(
                                    ", ",
                                    sequence.items().stream()
                                            .map(FileOverrides::name)
                                            .toList())));
        }
        return new FileNode.Sequence(items, sequence.line());
    }

    private static String name(FileNode item) {
        return item instanceof FileNode.Mapping mapping
                        && mapping.entries().get("name") != null
                        && mapping.entries().get("name").value() instanceof FileNode.Scalar scalar
                ? scalar.text()
                : "an item without a name";
    }
}
