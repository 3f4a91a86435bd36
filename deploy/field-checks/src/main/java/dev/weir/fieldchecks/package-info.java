/**
 * Weir's methods on public data of the field, beside what is known of that data. In: a folder of data with its facts; out: a
 * table of expected and found. Nothing is reckoned here that Weir does not reckon itself.
 */
package dev.weir.fieldchecks;
