package dev.weir.simulation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.cli.Figures;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir simulate}: measures what is promised, on made-up traffic of known truth. */
@Command(
        name = "simulate",
        description = {
            "Measure what Weir promises: thousands of made-up rollouts of known truth through its own classes, each"
                    + " figure beside its target and its Monte-Carlo error.",
            "A share passes while its count is at most the 99.99 %% binomial quantile of the promised share. All targets at"
                    + " 1,000 replications take a quarter of an hour or so; the figures are the same in every run."
        },
        footer = {
            "",
            "Exit codes: 0 every target met, 1 some missed, 2 wrong use.",
            "",
            "Examples:",
            "  weir simulate                                 everything",
            "  weir simulate --target F1,D9 --replications 5000",
            "  weir simulate -o csv > targets.csv"
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final List<Figures.Column> COLUMNS =
            Figures.Column.of("target", "claim", "promised", "measured", "error", "replications", "met");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private Figures figures;

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "ID",
            description = "Only the targets of these ids, e.g. F1,D9; all if not given.")
    private Set<String> ids = Set.of();

    @Option(
            names = "--replications",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Replications of each experiment (default: ${DEFAULT-VALUE}).")
    private int replications;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of all chance (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        List<Target> targets = targets();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err);
        Replications runs = new Replications(replications, seed, progress);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("replications", replications).put("seed", seed);
        ArrayNode rows = answer.putArray("targets");
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            progress.begin(i + 1, targets.size(), target.name(), replications);
            rows.add(row(target, target.measure(runs)));
        }
        progress.end();
        figures.print(out, answer, rows, COLUMNS);
        long missed = java.util.stream.StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> !row.path("met").asBoolean())
                .count();
        if (figures.format() == Figures.Format.TABLE) {
            out.println(missed == 0 ? "all " + rows.size() + " met" : missed + " of " + rows.size() + " missed");
        }
        out.flush();
        return missed == 0 ? 0 : 1;
    }

    private List<Target> targets() {
        if (replications < 1) {
            throw new ParameterException(spec.commandLine(), "--replications must be 1 or more, not " + replications);
        }
        try {
            return Targets.of(ids);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--target: " + e.getMessage(), e);
        }
    }

    private ObjectNode row(Target target, Measured measured) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("target", target.id()).put("claim", target.claim());
        if (figures.format() == Figures.Format.TABLE) {
            row.put("promised", "<= " + text(measured, measured.target()));
            row.put("measured", text(measured, measured.figure()));
            row.put("error", text(measured, measured.error()));
        } else {
            row.put("promised", measured.target());
            row.put("measured", measured.figure());
            row.put("error", measured.error());
            row.put("unit", measured.unit().name().toLowerCase(Locale.ROOT));
        }
        return row.put("replications", measured.replications()).put("met", measured.met());
    }

    private static String text(Measured measured, double figure) {
        if (Double.isInfinite(figure)) {
            return "never";
        }
        return switch (measured.unit()) {
            case SHARE -> String.format(Locale.ROOT, "%.2f %%", 100 * figure);
            case REQUESTS -> String.format(Locale.ROOT, "%,.0f", figure);
            case RATIO -> String.format(Locale.ROOT, "%.2f", figure);
        };
    }
}
