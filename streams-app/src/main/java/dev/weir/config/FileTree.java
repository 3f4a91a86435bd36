package dev.weir.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads YAML or JSON text into nodes that know their lines. Not thread-safe; one instance reads one file. */
final class FileTree {
    private static final JsonFactory JSON = new JsonFactory();
    private static final YAMLFactory YAML = new YAMLFactory();

    private final List<FileProblem> problems;

    /** Problems found while reading are added to the given list. */
    FileTree(List<FileProblem> problems) {
        this.problems = problems;
    }

    /** The keys of the file; without any if it is empty or cannot be read, which is a problem of its own. */
    FileNode.Mapping read(String text) {
        boolean json = text.stripLeading().startsWith("{");
        try (JsonParser parser = (json ? JSON : YAML).createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                problems.add(new FileProblem("", 1, "the file is empty"));
                return new FileNode.Mapping(Map.of(), 1);
            }
            FileNode root = value(parser, "");
            if (parser.nextToken() != null) {
                problems.add(new FileProblem(
                        "", line(parser), "there is more than one document in the file; write one document a file"));
            }
            if (root instanceof FileNode.Mapping mapping) {
                return mapping;
            }
            problems.add(new FileProblem("", root.line(), "expected keys and values, found " + root.kind()));
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            problems.add(new FileProblem("", line, "this is not " + (json ? "JSON: " : "YAML: ") + reason(broken)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string does no I/O", e);
        }
        return new FileNode.Mapping(Map.of(), 1);
    }

    /** What the parser says without its excerpts of the source, which it indents, and its places in it. */
    private static String reason(JsonProcessingException broken) {
        return broken.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining(", "))
                .replaceFirst(" \\(start marker at \\[.*?\\]\\)", "");
    }

    private FileNode value(JsonParser parser, String path) throws IOException {
        int line = line(parser);
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(new FileProblem(path, line, "is an alias; write the value itself"));
            return new FileNode.Absent(line);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, path, line);
            case START_ARRAY -> sequence(parser, path, line);
            case VALUE_NULL -> new FileNode.Absent(line);
            default -> new FileNode.Scalar(parser.getText(), line);
        };
    }

    private FileNode.Mapping mapping(JsonParser parser, String path, int line) throws IOException {
        Map<String, FileNode.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line(parser);
            parser.nextToken();
            String child = path.isEmpty() ? key : path + "." + key;
            FileNode.Entry earlier = entries.put(key, new FileNode.Entry(keyLine, value(parser, child)));
            if (earlier != null) {
                problems.add(new FileProblem(
                        child, keyLine, "is there twice, first on line " + earlier.line() + "; keep one of them"));
            }
        }
        return new FileNode.Mapping(entries, line);
    }

    private FileNode.Sequence sequence(JsonParser parser, String path, int line) throws IOException {
        List<FileNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, path + "[" + items.size() + "]"));
        }
        return new FileNode.Sequence(items, line);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
