package dev.weir.cli;

import dev.weir.verdict.BaselineFigures;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is believed of a model's traffic before any of it has been counted. */
final class TrafficOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "Requests a second that can be evidence (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--error-rate",
            paramLabel = "P",
            defaultValue = "0.01",
            description = "Share of the baseline's requests that fail (default: ${DEFAULT-VALUE}).")
    private double errorRate;

    @Option(
            names = "--timeout-rate",
            paramLabel = "P",
            defaultValue = "0.005",
            description = "Share of the baseline's requests that time out (default: ${DEFAULT-VALUE}).")
    private double timeoutRate;

    @Option(
            names = "--tail",
            paramLabel = "R",
            defaultValue = "3",
            description = "The baseline's p95 over its p50 (default: ${DEFAULT-VALUE}).")
    private double tail;

    /** Requests a second; wrong use if there are none. */
    double rate() {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(command.commandLine(), "--rate must be above 0, not " + rate);
        }
        return rate;
    }

    /** What the planner reckons with; wrong use if a figure is out of its range. */
    BaselineFigures figures() {
        try {
            return BaselineFigures.assumed(errorRate, timeoutRate, tail);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** What was assumed, in words. */
    String text() {
        return Figures.number(rate) + " requests a second, errors " + Figures.number(100 * errorRate) + " %, timeouts "
                + Figures.number(100 * timeoutRate) + " %, p95 at " + Figures.number(tail) + "x p50";
    }
}
