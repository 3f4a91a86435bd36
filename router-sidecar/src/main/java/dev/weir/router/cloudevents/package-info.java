/**
 * Logs of KServe and Seldon as CloudEvents on the admin port: requests and responses of models that are not behind this
 * router flow in, what is known of each call flows out. Imports the answers' readers of {@code proxy.protocol} and the values
 * of {@code report}; no Kafka.
 */
package dev.weir.router.cloudevents;
