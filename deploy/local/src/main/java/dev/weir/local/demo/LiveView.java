package dev.weir.local.demo;

import dev.weir.cli.Page;
import dev.weir.cli.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One page on a terminal, drawn again in place. */
final class LiveView implements DemoView {

    private static final int DECISIONS = 6;

    /** Columns of a guardrail without its bar, the one that stays free included. */
    private static final int FIGURES_WIDTH = 69;

    private static final int SHORTEST_BAR_HALF = 3;
    private static final int LONGEST_BAR_HALF = 12;

    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final Page page;
    private final int columns;
    private final int barHalf;
    private Act act;

    LiveView(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.page = new Page(out, terminal);
        this.columns = terminal.columns();
        this.barHalf =
                Math.max(SHORTEST_BAR_HALF, Math.min(LONGEST_BAR_HALF, (terminal.columns() - FIGURES_WIDTH) / 2));
    }

    @Override
    public void say(String line) {
        page.leave();
        out.println(line);
        out.flush();
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void show(Moment moment) {
        if (moment.act() != act) {
            act = moment.act();
            // The page of the rollout before stays on the screen.
            page.leave();
            out.println();
        }
        page.draw(lines(moment));
    }

    private List<String> lines(Moment moment) {
        List<String> lines = new ArrayList<>();
        lines.add(BOLD + moment.act().title() + RESET + "   " + Figures.seconds(moment.elapsed()));
        RolloutStatus status = moment.status();
        lines.add(status == null ? DIM + "waiting for the control plane" + RESET : stages(status));
        PlanFile plan = moment.act().plan();
        lines.add(String.format(
                "requests %,d   %s %,d (%,d failed)   %s %,d (%,d failed)   truths %,d",
                moment.load().answered(),
                plan.baseline(),
                moment.load().of(plan.baseline()).requests(),
                moment.load().of(plan.baseline()).failures(),
                plan.candidate(),
                moment.load().of(plan.candidate()).requests(),
                moment.load().of(plan.candidate()).failures(),
                moment.load().outcomes()));
        lines.add("");
        lines.add(DIM
                + String.format(
                        "%-13s %11s %11s %7s %7s  %s",
                        "guardrail", plan.baseline(), plan.candidate(), "ratio", "limit", scale())
                + RESET);
        if (status != null) {
            status.checks().stream()
                    .filter(check -> check.segment() == null)
                    .forEach(check -> lines.add(guardrail(check, plan)));
            lines.add("");
            lines.add(status.verdict() == null ? "" : status.verdict() + ": " + status.message());
        }
        lines.add("");
        int first = Math.max(0, moment.trail().decisions().size() - DECISIONS);
        moment.trail().decisions().stream()
                .skip(first)
                .map(decision ->
                        decision.getTimestamp().toString().substring(11, 19) + "  " + DecisionLine.of(decision))
                .forEach(lines::add);
        return lines;
    }

    private static String stages(RolloutStatus status) {
        String line = status.stages().stream()
                .map(stage -> switch (stage.state()) {
                    case "CURRENT" -> BOLD + stage.name() + " " + Figures.percent(stage.weightBps()) + RESET;
                    case "DONE" -> GREEN + stage.name() + RESET;
                    default -> DIM + stage.name() + RESET;
                })
                .collect(Collectors.joining(" → "));
        if (status.hasEnded()) {
            return line + "   " + (status.status().equals(Act.PROMOTED) ? GREEN : RED) + BOLD + status.status() + RESET;
        }
        String since = status.stageSince() == null
                ? ""
                : "   " + Figures.seconds(Duration.between(status.stageSince(), Instant.now())) + " in this stage";
        return line + (status.status().equals("IN_PROGRESS") ? "" : "   " + BOLD + status.status() + RESET) + since;
    }

    private String guardrail(GuardrailCheck check, PlanFile plan) {
        return String.format(
                "%-13s %11s %11s %7s %7s  %s %s",
                check.metric(),
                Figures.value(check.metric(), check.baseline()),
                Figures.value(check.metric(), check.candidate()),
                Figures.ratio(check.ratio()),
                Figures.ratio(check.threshold()),
                bar(check.position(plan.alphaRollback(), plan.alphaAdvance())),
                check.state());
    }

    /** What the ends of the bars below it mean. */
    private String scale() {
        String word = barHalf == LONGEST_BAR_HALF ? "proved " : "";
        String harm = word + "harm";
        String fine = word + "fine";
        return harm + " ".repeat(2 * barHalf + 3 - harm.length() - fine.length()) + fine;
    }

    /** From proved harm on the left over nothing proved in the middle to proved fine on the right. */
    String bar(double position) {
        int filled = (int) Math.round(Math.abs(position) * barHalf);
        String full = "█".repeat(filled);
        String rest = "·".repeat(barHalf - filled);
        String empty = "·".repeat(barHalf);
        return position < 0
                ? "[" + rest + RED + full + RESET + "|" + empty + "]"
                : "[" + empty + "|" + GREEN + full + RESET + rest + "]";
    }
}
