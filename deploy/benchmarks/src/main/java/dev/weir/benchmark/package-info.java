/**
 * Runs suites of JMH benchmarks and prints, for each, how many times the cost of the suite's bound it is. A suite is a
 * package below this one; {@link dev.weir.benchmark.Suite} lists them.
 */
package dev.weir.benchmark;
