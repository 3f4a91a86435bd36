package dev.weir.local.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The subjects, their versions and the compatibility they must keep. Safe for use by several threads.
 *
 * <p>Two schemas are the same if their JSON is the same once parsed and written again; the same schema has the same id
 * in every subject and registering it twice is no new version.
 */
final class SchemaCatalogue {

    private final Map<Integer, String> schemaById = new TreeMap<>();
    private final Map<String, List<SchemaVersion>> versionsBySubject = new TreeMap<>();
    private final Map<String, Compatibility> compatibilityBySubject = new TreeMap<>();
    private Compatibility defaultCompatibility = Compatibility.BACKWARD;

    SchemaCatalogue() {}

    SchemaCatalogue(CatalogueState state) {
        defaultCompatibility = state.compatibility();
        compatibilityBySubject.putAll(state.compatibilityBySubject());
        for (SchemaVersion version : state.versions()) {
            schemaById.put(version.id(), version.schema());
            versionsBySubject
                    .computeIfAbsent(version.subject(), subject -> new ArrayList<>())
                    .add(version);
        }
    }

    /** Everything held, in the order in which versions were registered per subject. */
    synchronized CatalogueState state() {
        return new CatalogueState(
                defaultCompatibility,
                Map.copyOf(compatibilityBySubject),
                versionsBySubject.values().stream().flatMap(List::stream).toList());
    }

    synchronized List<String> subjects() {
        return List.copyOf(versionsBySubject.keySet());
    }

    /** Versions of the subject, oldest first; 40401 if there is none. */
    synchronized List<SchemaVersion> versions(String subject) {
        List<SchemaVersion> versions = versionsBySubject.get(subject);
        if (versions == null) {
            throw RegistryError.subjectNotFound(subject);
        }
        return List.copyOf(versions);
    }

    /** One version by number, or {@code latest} (also -1); 40401, 40402, 42202. */
    synchronized SchemaVersion version(String subject, String wanted) {
        boolean latest = wanted.equals("latest") || wanted.equals("-1");
        int number = latest ? 0 : versionNumber(wanted);
        List<SchemaVersion> versions = versions(subject);
        if (latest) {
            return versions.get(versions.size() - 1);
        }
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryError.versionNotFound(subject, wanted));
    }

    /** The version of the subject that has this schema; 40401, 40403, 42201. */
    synchronized SchemaVersion lookUp(String subject, String json) {
        String canonical = parse(json).toString();
        return find(versions(subject), canonical)
                .orElseThrow(() -> RegistryError.schemaNotFound("subject '" + subject + "' has no such version"));
    }

    /** Registers the schema, or finds it registered; 409 if it breaks the subject's compatibility, 42201. */
    synchronized SchemaVersion register(String subject, String json) {
        Schema schema = parse(json);
        String canonical = schema.toString();
        List<SchemaVersion> versions = versionsBySubject.getOrDefault(subject, List.of());
        Optional<SchemaVersion> known = find(versions, canonical);
        if (known.isPresent()) {
            return known.get();
        }
        List<String> objections = compatibilityOrDefault(subject).objections(schema, schemas(versions));
        if (!objections.isEmpty()) {
            throw RegistryError.incompatible(subject, objections);
        }
        SchemaVersion added = new SchemaVersion(subject, versions.size() + 1, idOf(canonical), canonical);
        schemaById.put(added.id(), canonical);
        versionsBySubject.computeIfAbsent(subject, name -> new ArrayList<>()).add(added);
        return added;
    }

    /** What stands against the schema following that version; empty if nothing does; 40401, 40402, 42201, 42202. */
    synchronized List<String> objections(String subject, String version, String json) {
        Schema schema = parse(json);
        List<Schema> earlier = List.of(parse(version(subject, version).schema()));
        return compatibilityOrDefault(subject).objections(schema, earlier);
    }

    /** What stands against the schema as the next version of the subject, which may be new. */
    synchronized List<String> objections(String subject, String json) {
        return compatibilityOrDefault(subject)
                .objections(parse(json), schemas(versionsBySubject.getOrDefault(subject, List.of())));
    }

    /** The schema of that id as JSON; 40403. */
    synchronized String schema(int id) {
        String schema = schemaById.get(id);
        if (schema == null) {
            throw RegistryError.schemaNotFound("no schema has the id " + id);
        }
        return schema;
    }

    /** Every version of every subject that has the schema of that id; 40403. */
    synchronized List<SchemaVersion> uses(int id) {
        schema(id);
        return versionsBySubject.values().stream()
                .flatMap(List::stream)
                .filter(version -> version.id() == id)
                .toList();
    }

    synchronized Compatibility compatibility() {
        return defaultCompatibility;
    }

    synchronized void compatibility(Compatibility level) {
        defaultCompatibility = level;
    }

    /** The level of the subject alone; 40408 if it has none of its own. */
    synchronized Compatibility compatibility(String subject) {
        Compatibility own = compatibilityBySubject.get(subject);
        if (own == null) {
            throw RegistryError.noCompatibilityOf(subject);
        }
        return own;
    }

    synchronized Compatibility compatibilityOrDefault(String subject) {
        return compatibilityBySubject.getOrDefault(subject, defaultCompatibility);
    }

    synchronized void compatibility(String subject, Compatibility level) {
        compatibilityBySubject.put(subject, level);
    }

    private int idOf(String canonical) {
        int highest = 0;
        for (Map.Entry<Integer, String> known : schemaById.entrySet()) {
            if (known.getValue().equals(canonical)) {
                return known.getKey();
            }
            highest = Math.max(highest, known.getKey());
        }
        return highest + 1;
    }

    private static Optional<SchemaVersion> find(List<SchemaVersion> versions, String canonical) {
        return versions.stream()
                .filter(version -> version.schema().equals(canonical))
                .findFirst();
    }

    private static List<Schema> schemas(List<SchemaVersion> versions) {
        return versions.stream().map(version -> parse(version.schema())).toList();
    }

    private static int versionNumber(String wanted) {
        try {
            int number = Integer.parseInt(wanted);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a number below 1.
        }
        throw RegistryError.invalidVersion(wanted);
    }

    private static Schema parse(String json) {
        try {
            return new Schema.Parser().parse(json);
        } catch (AvroRuntimeException e) {
            throw RegistryError.invalidSchema(e.getMessage());
        }
    }
}
