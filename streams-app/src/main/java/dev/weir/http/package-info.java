/**
 * The control plane over HTTP. Requests flow in; the view's images flow out as JSON with the contract's field names,
 * plans and commands go to the {@link dev.weir.view.ControlSink}. A handler parses, calls and renders. May import
 * {@code config}, {@code view}, {@code wire}, {@code report} and the core; imports no Kafka.
 */
package dev.weir.http;
