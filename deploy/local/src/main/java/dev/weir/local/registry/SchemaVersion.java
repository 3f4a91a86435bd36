package dev.weir.local.registry;

/**
 * One version of one subject.
 *
 * @param subject what the schema is registered for, {@code <topic>-value}
 * @param version counted from 1 within the subject
 * @param id id of the schema, the same in every subject that has this schema
 * @param schema the schema as JSON
 */
record SchemaVersion(String subject, int version, int id, String schema) {}
