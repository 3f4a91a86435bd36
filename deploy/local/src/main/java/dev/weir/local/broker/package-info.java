/**
 * The real Apache Kafka as a child process, for the demo, for tests and for trying Weir without installing anything.
 *
 * <p>In: a directory. Out: the address of a running broker whose data lives there. Imports Kafka and the JDK only.
 */
package dev.weir.local.broker;
