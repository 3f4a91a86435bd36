/**
 * A rollout as it went, from what its topics say of it: figures as one JSON document, and that document as a page or a text.
 * Pure; records come in as JSON with the field names of the topics, and of {@code verdict} it knows the names of checks alone.
 */
package dev.weir.report;
