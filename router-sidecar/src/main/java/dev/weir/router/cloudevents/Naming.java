package dev.weir.router.cloudevents;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which model and variant an event is of: what the query of the logger's address says, else what its attributes say.
 *
 * @param model    model of every event; null where the events say it
 * @param variant  variant of every event; null where the events say it
 * @param variants name that the events have for a variant to the variant's name
 */
record Naming(String model, String variant, Map<String, String> variants) {

    private static final String RENAMED = "variant.";
    private static final List<String> OF_MODEL = List.of("inferenceservicename", "modelid");
    private static final List<String> OF_VARIANT = List.of("revision", "predictor", "endpoint", "component");
    private static final Pattern SELDON_SOURCE = Pattern.compile("io\\.seldon\\.serving\\.deployment\\.([^.]+)\\..+");

    Naming {
        variants = Map.copyOf(variants);
    }

    /**
     * Reads {@code model=M}, {@code variant=V} and {@code variant.NAME=V}.
     *
     * @throws RefusedException if there is another parameter, or one without a value
     */
    static Naming of(Iterable<Map.Entry<String, String>> query) throws RefusedException {
        String model = null;
        String variant = null;
        Map<String, String> variants = new HashMap<>();
        for (Map.Entry<String, String> parameter : query) {
            String name = parameter.getKey();
            if (parameter.getValue().isBlank()) {
                throw new RefusedException("parameter " + name + " has no value");
            }
            if (name.equals("model")) {
                model = parameter.getValue();
            } else if (name.equals("variant")) {
                variant = parameter.getValue();
            } else if (name.startsWith(RENAMED) && name.length() > RENAMED.length()) {
                variants.put(name.substring(RENAMED.length()), parameter.getValue());
            } else {
                throw new RefusedException(
                        "there is no parameter " + name + "; write model=M, variant=V or variant.NAME=V");
            }
        }
        return new Naming(model, variant, variants);
    }

    /** Returns the model of an event. */
    String modelOf(CloudEvent event) throws RefusedException {
        String found = model != null ? model : first(event, OF_MODEL);
        if (found == null && event.attribute("source") != null) {
            Matcher source = SELDON_SOURCE.matcher(event.attribute("source"));
            found = source.matches() ? source.group(1) : null;
        }
        if (found == null) {
            throw new RefusedException("model is missing: the event has no attribute " + String.join(" or ", OF_MODEL)
                    + "; add ?model=MODEL to the logger's address");
        }
        return found;
    }

    /** Returns the variant of an event. */
    String variantOf(CloudEvent event) throws RefusedException {
        if (variant != null) {
            return variant;
        }
        String found = first(event, OF_VARIANT);
        if (found == null) {
            throw new RefusedException("variant is missing: the event has no attribute "
                    + String.join(" or ", OF_VARIANT) + "; add ?variant=VARIANT to the logger's address");
        }
        return variants.getOrDefault(found, found);
    }

    private static String first(CloudEvent event, List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.ofNullable(event.attribute(name)))
                .findFirst()
                .orElse(null);
    }
}
