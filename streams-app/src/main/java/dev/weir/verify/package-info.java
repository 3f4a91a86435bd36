/**
 * Decisions of the log derived once more from the events they rest on, and compared figure by figure. In: decisions, verdicts
 * and the events of a topic; out: a finding. May import {@code replay} and what stands left of it, {@code config}, {@code wire}
 * and the schemas module.
 */
package dev.weir.verify;
