/**
 * A router without a port: decisions in the process that sends the requests. Settings and requests flow in; decisions,
 * acks, reports and events flow out. {@link dev.weir.router.embedded.KafkaSide} is the half that a sidecar has too. Imports
 * {@code selection}, {@code kafka}, {@code control} and {@code report}; no HTTP.
 */
package dev.weir.router.embedded;
