package dev.weir.local.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One page on a terminal, drawn again in place. */
final class LiveView implements DemoView {

    private static final int WIDTH = 118;
    private static final int DECISIONS = 6;
    private static final int BAR_HALF = 12;

    private static final String CLEAR_TO_END = "\u001b[J";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private int linesDrawn;
    private Act act;

    LiveView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        linesDrawn = 0;
        out.println(line);
        out.flush();
    }

    @Override
    public void show(Moment moment) {
        if (moment.act() != act) {
            act = moment.act();
            // The page of the rollout before stays on the screen.
            linesDrawn = 0;
            out.println();
        }
        List<String> page = page(moment);
        if (linesDrawn > 0) {
            out.print("\u001b[" + linesDrawn + "A\r");
        }
        page.forEach(line -> out.println(line + CLEAR_LINE));
        out.print(CLEAR_TO_END);
        out.flush();
        linesDrawn = page.size();
    }

    private static List<String> page(Moment moment) {
        List<String> page = new ArrayList<>();
        page.add(BOLD + moment.act().title() + RESET + "   " + Figures.seconds(moment.elapsed()));
        RolloutStatus status = moment.status();
        page.add(status == null ? DIM + "waiting for the control plane" + RESET : stages(status));
        PlanFile plan = moment.act().plan();
        page.add(String.format(
                "requests %,d   %s %,d (%,d failed)   %s %,d (%,d failed)   truths %,d",
                moment.load().answered(),
                plan.baseline(),
                moment.load().of(plan.baseline()).requests(),
                moment.load().of(plan.baseline()).failures(),
                plan.candidate(),
                moment.load().of(plan.candidate()).requests(),
                moment.load().of(plan.candidate()).failures(),
                moment.load().outcomes()));
        page.add("");
        page.add(DIM
                + String.format(
                        "%-13s %11s %11s %7s %7s  %-" + (2 * BAR_HALF + 3) + "s",
                        "guardrail",
                        plan.baseline(),
                        plan.candidate(),
                        "ratio",
                        "limit",
                        "proved harm         proved fine")
                + RESET);
        if (status != null) {
            status.checks().stream()
                    .filter(check -> check.segment() == null)
                    .forEach(check -> page.add(guardrail(check, plan)));
            page.add("");
            page.add(cut(status.verdict() == null ? "" : status.verdict() + ": " + status.message()));
        }
        page.add("");
        int first = Math.max(0, moment.trail().decisions().size() - DECISIONS);
        moment.trail().decisions().stream()
                .skip(first)
                .map(decision ->
                        cut(decision.getTimestamp().toString().substring(11, 19) + "  " + DecisionLine.of(decision)))
                .forEach(page::add);
        return page;
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

    private static String guardrail(GuardrailCheck check, PlanFile plan) {
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

    /** From proved harm on the left over nothing proved in the middle to proved fine on the right. */
    static String bar(double position) {
        int filled = (int) Math.round(Math.abs(position) * BAR_HALF);
        String full = "█".repeat(filled);
        String rest = "·".repeat(BAR_HALF - filled);
        String empty = "·".repeat(BAR_HALF);
        return position < 0
                ? "[" + rest + RED + full + RESET + "|" + empty + "]"
                : "[" + empty + "|" + GREEN + full + RESET + rest + "]";
    }

    private static String cut(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }
}
