package dev.weir.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.statistics.Alternative;
import dev.weir.statistics.fixed.CohensH;
import dev.weir.statistics.fixed.SampleSize;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir sample-size}: what a test takes, before it starts; needs no control plane. */
@Command(
        name = "sample-size",
        description = {
            "Requests a test of two success rates takes, reckoned before it starts; needs no control plane.",
            "Two-sided, by Cohen's h. Always name the baseline rate beside the number: it decides it."
        },
        footer = {
            "",
            "Examples:",
            "  weir sample-size --baseline 0.87 --effect 0.02",
            "  weir sample-size --baseline 0.87 --effect 0.02 --ratio 0.0526     5 %% of the traffic for the candidate",
            "  weir sample-size --baseline 0.5 --effect -0.02 --power 0.9 -o json"
        })
final class SampleSizeCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS = Figures.Column.of(
            "baseline", "effect", "alpha", "power", "ratio", "perVariant", "candidateSamples", "total");

    @Spec
    private CommandSpec command;

    @Mixin
    private Figures figures;

    @Mixin
    private DesignOptions design;

    @Option(
            names = "--baseline",
            required = true,
            paramLabel = "RATE",
            description = "Success rate of the variant in charge, 0 to 1.")
    private double baseline;

    @Option(
            names = "--effect",
            required = true,
            paramLabel = "POINTS",
            description = "Difference to be seen, e.g. 0.02 for two points; below 0 for a loss.")
    private double effect;

    @Option(
            names = "--ratio",
            paramLabel = "R",
            defaultValue = "1",
            description = "Requests of the candidate for one of the baseline (default: ${DEFAULT-VALUE}).")
    private double ratio;

    @Override
    int run() {
        SampleSize size = size();
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("baseline", baseline)
                .put("effect", effect)
                .put("alpha", design.alpha())
                .put("power", design.power())
                .put("ratio", ratio)
                .put("perVariant", size.n1())
                .put("baselineSamples", size.n1())
                .put("candidateSamples", size.n2())
                .put("total", size.n1() + size.n2());
        figures.print(out(), answer, List.of(answer), COLUMNS);
        if (figures.format() == Figures.Format.TABLE) {
            out().printf(
                            Locale.ROOT,
                            "%,d requests of the baseline and %,d of the candidate show %.1f %% -> %.1f %% in %s %% of all tests"
                                    + "%n",
                            size.n1(),
                            size.n2(),
                            100 * baseline,
                            100 * (baseline + effect),
                            Figures.number(100 * design.power()));
        }
        return DONE;
    }

    private SampleSize size() {
        try {
            if (design.power() <= design.alpha()) {
                throw new IllegalArgumentException(
                        "--power must be above --alpha = " + design.alpha() + ", not " + design.power());
            }
            return CohensH.perVariant(
                    CohensH.effect(baseline, reached()), ratio, design.alpha(), design.power(), Alternative.TWO_SIDED);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private double reached() {
        double reached = baseline + effect;
        if (!(baseline >= 0 && baseline <= 1)) {
            throw new IllegalArgumentException("--baseline must be from 0 to 1, not " + baseline);
        }
        if (effect == 0 || !(reached >= 0 && reached <= 1)) {
            throw new IllegalArgumentException("--effect must not be 0 and lead to a rate from 0 to 1, but " + baseline
                    + " and " + effect + " give " + reached);
        }
        return reached;
    }
}
