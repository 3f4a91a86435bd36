package dev.weir.local.registry;

import java.util.List;
import java.util.Map;

/**
 * Everything a catalogue holds, as it is written to disk.
 *
 * @param compatibility the level of subjects without one of their own
 * @param compatibilityBySubject the levels of the others
 * @param versions all versions, those of one subject in the order of their numbers
 */
record CatalogueState(
        Compatibility compatibility, Map<String, Compatibility> compatibilityBySubject, List<SchemaVersion> versions) {}
