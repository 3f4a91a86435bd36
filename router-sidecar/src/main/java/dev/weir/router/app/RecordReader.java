package dev.weir.router.app;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes records of YAML and collects all that is wrong with it, each with its line, instead of stopping at the first: a key
 * is a component's name, a value is what the component's type reads from it. A record may refuse its values by an
 * IllegalArgumentException, whose message says what is wrong, beginning with the component's name.
 */
final class RecordReader {

    private final String name;
    private final Map<Class<?>, Function<String, ?>> scalars;
    private final List<Problem> problems = new ArrayList<>();

    private final Map<Class<?>, Shape> shapes = new HashMap<>();

    /** Values that were read, all of them immutable: a thousand models name the same few variants, headers and servers. */
    private final Map<Class<?>, Map<String, Object>> read = new HashMap<>();

    private record Problem(int line, String text) {}

    /** What reflection says of a record, asked once: a file of a thousand models has three thousand blocks. */
    private record Shape(Constructor<?> constructor, List<String> keys, List<Type> types) {

        static Shape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            try {
                return new Shape(
                        type.getDeclaredConstructor(Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new)),
                        Arrays.stream(components).map(RecordComponent::getName).toList(),
                        Arrays.stream(components)
                                .map(RecordComponent::getGenericType)
                                .toList());
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("every record has its constructor", e);
            }
        }
    }

    /**
     * Makes a reader for one text.
     *
     * @param name    what messages call the text
     * @param scalars how to read a value of each type that is written as a text
     */
    RecordReader(String name, Map<Class<?>, Function<String, ?>> scalars) {
        this.name = name;
        this.scalars = scalars;
    }

    /** Returns what is wrong so far, in the order of the lines. */
    List<String> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::text)
                .toList();
    }

    /** Returns the record, or null where something is wrong with it. */
    <T extends Record> T read(Class<T> type, YamlNode node) {
        return type.cast(value(type, node, ""));
    }

    private Object value(Type type, YamlNode node, String path) {
        if (node instanceof YamlNode.Nothing) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type of = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == Map.class ? map(of, node, path) : list(of, node, path);
        }
        Class<?> raw = (Class<?>) type;
        boolean isScalar = !raw.isRecord() || node instanceof YamlNode.Scalar && scalars.containsKey(raw);
        return isScalar ? scalar(raw, node, path) : record(raw, node, path);
    }

    private Object record(Class<?> type, YamlNode node, String path) {
        Shape shape = shapes.computeIfAbsent(type, Shape::of);
        if (!(node instanceof YamlNode.Mapping mapping)) {
            return wrong(node, path, "a block of keys is wanted here; the keys are " + listed(shape.keys()));
        }
        int problemsBefore = problems.size();
        mapping.entries().forEach((key, value) -> {
            if (!shape.keys().contains(key)) {
                add(value, "unknown key " + below(path, key) + hint(key, shape.keys()));
            }
        });
        Object[] values = new Object[shape.keys().size()];
        Set<String> wrong = new HashSet<>();
        for (int i = 0; i < values.length; i++) {
            String key = shape.keys().get(i);
            YamlNode value = mapping.entries().get(key);
            int before = problems.size();
            values[i] = value == null ? null : value(shape.types().get(i), value, below(path, key));
            if (problems.size() > before) {
                wrong.add(key);
            }
        }
        return made(shape, values, mapping, path, wrong, problems.size() > problemsBefore);
    }

    /**
     * Makes a record, and where it refuses one of its values goes on without that one, so that all that it refuses is told.
     * What it says of a value that could not be read, or that may be there under a misspelt key, is only what follows from
     * that, and is not told.
     *
     * @param wrong    keys whose values were found fault with
     * @param isFaulty whether anything in the block was
     */
    private Object made(
            Shape shape, Object[] values, YamlNode.Mapping node, String path, Set<String> wrong, boolean isFaulty) {
        boolean faulty = isFaulty;
        while (true) {
            try {
                Object made = shape.constructor().newInstance(values);
                return faulty ? null : made;
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException refusal)) {
                    throw new IllegalStateException(
                            shape.constructor() + " failed on " + Arrays.toString(values), e.getCause());
                }
                List<String> words = List.of(refusal.getMessage().split("[^A-Za-z0-9]+"));
                int named = words.isEmpty() ? -1 : shape.keys().indexOf(words.get(0));
                boolean isThere = named >= 0 && values[named] != null;
                if (!faulty || isThere && Collections.disjoint(words, wrong)) {
                    wrong(isThere ? node.entries().get(words.get(0)) : node, path, refusal.getMessage());
                }
                if (!isThere) {
                    return null;
                }
                faulty = true;
                values[named] = null;
                wrong.add(words.get(0));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(shape.constructor() + " cannot be called", e);
            }
        }
    }

    private Map<String, Object> map(Type of, YamlNode node, String path) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, value) -> {
                Object made = value(of, value, below(path, key));
                if (made != null) {
                    map.put(name(key), made);
                } else if (value instanceof YamlNode.Nothing) {
                    wrong(value, below(path, key), "a value is wanted here");
                }
            });
        } else {
            wrong(node, path, "names and their values are wanted here");
        }
        return map;
    }

    private String name(String key) {
        return (String)
                read.computeIfAbsent(String.class, type -> new HashMap<>()).computeIfAbsent(key, Function.identity());
    }

    private List<Object> list(Type of, YamlNode node, String path) {
        List<Object> list = new ArrayList<>();
        List<YamlNode> items = node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node);
        for (YamlNode item : items) {
            Object read = value(of, item, path);
            if (read != null) {
                list.add(read);
            }
        }
        return list;
    }

    private Object scalar(Class<?> type, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            return wrong(node, path, "a text is wanted here");
        }
        try {
            String text = scalar.text().strip();
            if (type.isEnum()) {
                return constant(type, text);
            }
            return read.computeIfAbsent(type, of -> new HashMap<>()).computeIfAbsent(text, scalars.get(type));
        } catch (IllegalArgumentException e) {
            return wrong(node, path, e.getMessage());
        }
    }

    private static Object constant(Class<?> type, String text) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String written = constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
            if (written.equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
            names.add(written);
        }
        throw new IllegalArgumentException("\"" + text + "\" is unknown; write one of " + String.join(", ", names));
    }

    private Object wrong(YamlNode node, String path, String message) {
        if (path.isEmpty()) {
            problems.add(new Problem(0, name + ": " + message));
        } else {
            add(node, path + ": " + message);
        }
        return null;
    }

    private void add(YamlNode node, String message) {
        problems.add(new Problem(node.line(), name + ":" + node.line() + ": " + message));
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String hint(String key, Collection<String> known) {
        return NearestKey.to(key, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElseGet(() -> "; the keys here are " + listed(known));
    }

    private static String listed(Collection<String> keys) {
        return String.join(", ", keys.stream().sorted().toList());
    }
}
