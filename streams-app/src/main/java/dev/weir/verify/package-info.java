/** Decisions of the log derived once more from the events they rest on, and compared figure by figure. */
package dev.weir.verify;
