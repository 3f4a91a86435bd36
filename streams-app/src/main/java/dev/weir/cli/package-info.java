/**
 * The command line. Arguments flow in, HTTP requests to the control plane flow out, and its answers become tables, JSON
 * or CSV. Some commands need no control plane: {@code topics}, {@code publish}, {@code export}, {@code verify} and a report
 * off the topics speak to Kafka; {@code plan}, {@code replay}, {@code calibrate}, {@code sample-size} and {@code compare} reckon
 * by the core. Exit code 0: done, 1: it failed, 2: wrong use, 3: a rollout that {@code status --exit-code} watches is degraded
 * or rolled back.
 */
package dev.weir.cli;
