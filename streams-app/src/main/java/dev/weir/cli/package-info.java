/**
 * The command line. Arguments flow in, HTTP requests to the control plane flow out, and its answers become tables, JSON
 * or CSV. Only {@code topics} and {@code publish} speak to Kafka, through the schemas module, and only {@code plan}
 * reads rollout files by itself. Exit code 0: done, 1: it failed, 2: wrong use, 3: a rollout that {@code status
 * --exit-code} watches is degraded or rolled back.
 */
package dev.weir.cli;
