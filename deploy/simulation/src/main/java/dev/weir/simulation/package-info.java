/**
 * What Weir promises, measured: made-up traffic of known truth through the product's own classes, thousands of times over.
 * In: nothing but seeds; out: a table of targets, measured figures and their Monte-Carlo errors. {@code process} drives
 * one statistic, {@code rollout} whole rollouts. Imports the core of the streams application and the router's hash;
 * nothing of Weir imports it but the {@code weir} command.
 */
package dev.weir.simulation;
