package dev.weir.router.records;

import dev.weir.router.selection.Reason;
import dev.weir.schema.Role;

/**
 * One way that a record goes.
 *
 * @param variant variant it goes to
 * @param topic   topic of that variant
 * @param role    whether its result is used, or it is a copy
 * @param reason  why it goes there
 */
record Route(String variant, String topic, Role role, Reason reason) {}
