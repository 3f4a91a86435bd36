/**
 * Tests and intervals for <em>one</em> look that was planned before the data came, and for reports: their error
 * probability holds for that look and is lost when they are asked again and again ({@code sequential} is for that).
 * Compared row by row with scipy, statsmodels and R in the tests.
 */
package dev.weir.statistics.fixed;
