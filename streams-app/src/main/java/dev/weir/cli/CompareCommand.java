package dev.weir.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.verdict.PlannedComparison;
import dev.weir.verdict.PlannedComparison.Design;
import dev.weir.verdict.PlannedComparison.Sample;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code weir compare}: two rates at one planned look; needs no control plane. */
@Command(
        name = "compare",
        description = {
            "Compare the success rates of two variants at one look that was planned beforehand; needs no control plane.",
            "For a test that is looked at again and again, let Weir judge it: these figures hold for one look."
        },
        footer = {
            "",
            "Examples:",
            "  weir compare --a 43/50 --b 44/50",
            "  weir compare --a 8502/44700 --b 8279/45489 --min-effect 0.005 -o json"
        })
final class CompareCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS =
            Figures.Column.of("variant", "successes", "n", "rate", "low", "high", "requiredPerVariant");

    /** A table has these in the sentence below it. */
    private static final List<Figures.Column> ALL_COLUMNS = Stream.concat(
                    COLUMNS.stream(),
                    Figures.Column.of("z", "pValue", "effect", "effectLow", "effectHigh", "abStatus", "recommendation")
                            .stream())
            .toList();

    @Mixin
    private Figures figures;

    @Mixin
    private DesignOptions design;

    @Option(
            names = "--a",
            required = true,
            paramLabel = "K/N",
            converter = Share.Reader.class,
            description = "Successes and outcomes of the variant in charge, e.g. 43/50.")
    private Share a;

    @Option(
            names = "--b",
            required = true,
            paramLabel = "K/N",
            converter = Share.Reader.class,
            description = "Successes and outcomes of the variant on trial.")
    private Share b;

    @Option(
            names = "--min-effect",
            paramLabel = "POINTS",
            defaultValue = "0.02",
            description = "Smallest difference of rates that matters (default: ${DEFAULT-VALUE}).")
    private double minEffect;

    /** Successes of outcomes, as written. */
    record Share(long successes, long n) {
        static final class Reader implements ITypeConverter<Share> {
            private static final Pattern WRITTEN = Pattern.compile("\\s*(\\d{1,18})\\s*/\\s*(\\d{1,18})\\s*");

            @Override
            public Share convert(String text) {
                Matcher written = WRITTEN.matcher(text);
                if (!written.matches()) {
                    throw new TypeConversionException(
                            "'" + text + "' is no share; write successes/outcomes, e.g. 43/50");
                }
                Share share = new Share(Long.parseLong(written.group(1)), Long.parseLong(written.group(2)));
                if (share.n < 1 || share.successes > share.n) {
                    throw new TypeConversionException(
                            "'" + text + "' is no share; of at least one outcome, no more than all can be successes");
                }
                return share;
            }
        }
    }

    @Override
    int run() {
        Design agreed = design.with(minEffect);
        PlannedComparison compared = PlannedComparison.of(a.successes, a.n, b.successes, b.n, agreed);
        ObjectNode answer = answer(compared);
        ObjectNode rows = JsonNodeFactory.instance.objectNode();
        rows.set("a", row("a", answer));
        rows.set("b", row("b", answer));
        figures.print(out(), answer, rows, figures.format() == Figures.Format.CSV ? ALL_COLUMNS : COLUMNS);
        if (figures.format() == Figures.Format.TABLE) {
            out().printf(
                            java.util.Locale.ROOT,
                            "effect %+.2f points, %+.2f to %+.2f at %s %%; z = %.3f, p = %.3g%n%s: %s%n",
                            100 * compared.effect(),
                            100 * compared.interval().lower(),
                            100 * compared.interval().upper(),
                            Figures.number(100 * (1 - agreed.alpha())),
                            compared.z(),
                            compared.pValue(),
                            compared.winner(),
                            compared.message());
        }
        return DONE;
    }

    private static ObjectNode row(String variant, ObjectNode answer) {
        ObjectNode row = JsonNodeFactory.instance.objectNode().put("variant", variant);
        row.setAll((ObjectNode) answer.get(variant));
        answer.properties().stream()
                .filter(field -> field.getValue().isValueNode())
                .forEach(field -> row.set(field.getKey(), field.getValue()));
        return row;
    }

    private static ObjectNode answer(PlannedComparison compared) {
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("z", compared.z())
                .put("pValue", compared.pValue())
                .put("exactPValue", compared.exactP())
                .put("effect", compared.effect())
                .put("effectLow", compared.interval().lower())
                .put("effectHigh", compared.interval().upper());
        answer.set("a", sample(compared.a()));
        answer.set("b", sample(compared.b()));
        return answer.put("requiredPerVariant", compared.requiredPerVariant())
                .put("abStatus", compared.winner().name())
                .put("recommendation", recommendation(compared.winner()))
                .put("message", compared.message());
    }

    private static ObjectNode sample(Sample sample) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("successes", sample.successes())
                .put("n", sample.n())
                .put("rate", sample.rate())
                .put("low", sample.interval().lower())
                .put("high", sample.interval().upper());
    }

    /** In the words of the verdicts. */
    private static String recommendation(PlannedComparison.Winner winner) {
        return switch (winner) {
            case A_WINS -> "KEEP_BASELINE";
            case B_WINS -> "DEPLOY_CANDIDATE";
            case TIE -> "EQUIVALENT";
            case INCONCLUSIVE -> "CONTINUE";
        };
    }
}
