package dev.weir.local.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;

/** Lines for a log or a pipe: each decision when it is made, and the verdict when it changes or every five seconds. */
final class PlainView implements DemoView {

    /** About what a person reads at once. */
    private static final int COLUMNS = 118;

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private Act act;
    private int decisionsShown;
    private String verdictShown;
    private Duration nextAt;

    PlainView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void show(Moment moment) {
        if (moment.act() != act) {
            act = moment.act();
            decisionsShown = 0;
            verdictShown = null;
            nextAt = Duration.ZERO;
            say("== " + act.title());
        }
        for (; decisionsShown < moment.trail().decisions().size(); decisionsShown++) {
            say(at(moment.elapsed())
                    + DecisionLine.of(moment.trail().decisions().get(decisionsShown)));
        }
        RolloutStatus status = moment.status();
        if (status == null || status.hasEnded()) {
            return;
        }
        if (moment.elapsed().compareTo(nextAt) >= 0 || !Objects.equals(verdictShown, status.verdict())) {
            verdictShown = status.verdict();
            nextAt = moment.elapsed().plus(EVERY);
            say(at(moment.elapsed()) + progress(moment));
        }
    }

    private static String progress(Moment moment) {
        RolloutStatus status = moment.status();
        String verdict = status.verdict() == null ? "no verdict yet" : status.verdict() + ": " + status.message();
        return "stage=" + status.stage() + " requests=" + moment.load().answered() + " candidateRequests="
                + moment.load().of(moment.act().plan().candidate()).requests() + " " + verdict;
    }

    private static String at(Duration elapsed) {
        return String.format("%8s  ", Figures.seconds(elapsed));
    }
}
