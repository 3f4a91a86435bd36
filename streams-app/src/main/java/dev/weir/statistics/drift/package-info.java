/**
 * Comparisons of what comes now with what came before: inputs in bins against a reference window, and accuracy against
 * that at deployment. In flow counts, out flow distances, tests and findings.
 *
 * <p>Distances ({@link dev.weir.statistics.drift.PopulationStabilityIndex},
 * {@link dev.weir.statistics.drift.JensenShannonDistance}) tell how large a change is, tests
 * ({@link dev.weir.statistics.drift.HomogeneityTest}, {@link dev.weir.statistics.drift.KolmogorovSmirnovTest}) whether
 * chance explains it; neither alone is a reason to act, so {@link dev.weir.statistics.drift.DriftRule} asks for both.
 * The tests hold for one look at each window; {@link dev.weir.statistics.drift.AccuracyDetector} may be looked at after
 * every block.
 */
package dev.weir.statistics.drift;
