package dev.weir.cli;

import dev.weir.verdict.PlannedComparison.Design;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How often a test with one look may be wrong. */
final class DesignOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--alpha",
            paramLabel = "P",
            defaultValue = "0.05",
            description = "Probability of seeing a difference where there is none (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(
            names = "--power",
            paramLabel = "P",
            defaultValue = "0.8",
            description = "Probability of seeing the effect where it is there (default: ${DEFAULT-VALUE}).")
    private double power;

    /** What is agreed, with a smallest effect; wrong use if a figure is out of its range. */
    Design with(double minEffect) {
        try {
            return new Design(alpha, power, minEffect);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    double alpha() {
        return alpha;
    }

    double power() {
        return power;
    }
}
