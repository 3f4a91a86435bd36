/**
 * Tells people of alerts: reads {@code weir.alerts} with a consumer group of its own and sends what it reads to the
 * channels of the configuration. In: alerts; out: HTTP requests, retried within bounds. Whatever a channel does, the
 * stream topology does not wait for it. May import {@code config}, {@code wire} and the schemas module.
 */
package dev.weir.notify;
