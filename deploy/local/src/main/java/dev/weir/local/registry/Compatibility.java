package dev.weir.local.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * Which readers must be able to read which writers when a subject gets a new version.
 *
 * <p>BACKWARD: a reader with the new schema reads what was written with the latest one. FORWARD: the other way round.
 * FULL: both. TRANSITIVE: against every earlier version instead of the latest. NONE: no rule.
 */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean transitive;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean transitive) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.transitive = transitive;
    }

    /**
     * The level of that name, in any case.
     *
     * @throws RegistryError 42203 if there is none of that name
     */
    static Compatibility named(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> RegistryError.invalidCompatibility(
                        name, Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    /** Why the schema may not follow the earlier ones, one sentence a reason; empty if it may. */
    List<String> objections(Schema next, List<Schema> earlier) {
        List<Schema> against = transitive || earlier.isEmpty() ? earlier : List.of(earlier.get(earlier.size() - 1));
        List<String> objections = new ArrayList<>();
        for (Schema old : against) {
            if (newReadsOld) {
                objections.addAll(objectionsOf(next, old, "the new schema cannot read what an earlier one wrote: "));
            }
            if (oldReadsNew) {
                objections.addAll(objectionsOf(old, next, "an earlier schema cannot read what the new one writes: "));
            }
        }
        return objections;
    }

    private static List<String> objectionsOf(Schema reader, Schema writer, String prefix) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(found -> prefix + found.getType() + " at " + found.getLocation() + ": " + found.getMessage())
                .toList();
    }
}
