package dev.weir.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What sidecars did in a drill, and what speaks against the way back.
 *
 * @param sidecars the slowest figures of each sidecar, the slowest first
 * @param faults   what speaks against the way back
 * @param remarks  what a person should know all the same
 */
record DrillFindings(List<DrillSidecar> sidecars, List<String> faults, List<String> remarks) {
    /** Time in which all sidecars that are alive have to apply a table. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Time in which a table should be in force once it is decided. */
    private static final Duration TARGET = Duration.ofSeconds(1);

    /** Sidecars told of one by one. */
    private static final int MOST_NAMED = 10;

    /** Findings on the table in force, added to those on the one before. */
    static DrillFindings of(Drill drill, List<DrillSidecar> heard) {
        List<String> faults = new ArrayList<>(drill.faults());
        if (heard.stream().allMatch(DrillSidecar::silent)) {
            add(faults, "no sidecar has been heard of in the last 30 s: nobody would follow");
        }
        named(
                heard.stream().filter(DrillSidecar::isAwaited).toList(),
                faults,
                each -> each.sidecar() + " has not applied revision " + drill.revision() + " within "
                        + PATIENCE.toSeconds() + " s");
        List<DrillSidecar> told = heard.stream()
                .filter(each -> !each.silent() && each.warmth() != null)
                .toList();
        named(
                told.stream()
                        .filter(each -> each.warmth().state() == Warmth.State.DOWN)
                        .toList(),
                faults,
                each -> drill.variant() + " is down on " + each.sidecar());
        // Where traffic has just been sent, a call is on its way and will tell.
        named(
                told.stream()
                        .filter(each -> each.warmth().state() != Warmth.State.DOWN)
                        .filter(each -> !each.warmth().isProved())
                        .toList(),
                faults,
                each -> "whether " + drill.variant() + " answers on " + each.sidecar() + " is not known, since it "
                        + (each.warmth().answeredAgoMillis() == null
                                ? "has never been asked"
                                : "last answered " + each.warmth().answeredAgoMillis() / 60_000 + " min ago")
                        + ": let the sidecar ask by health.path, or keep a holdback");
        List<DrillSidecar> both = DrillSidecar.slower(drill.sidecars(), heard).values().stream()
                .sorted(Comparator.comparing(DrillSidecar::isAwaited)
                        .thenComparing(DrillSidecar::tookMillis)
                        .reversed()
                        .thenComparing(DrillSidecar::sidecar))
                .toList();
        return new DrillFindings(both, faults, remarks(both));
    }

    private static List<String> remarks(List<DrillSidecar> sidecars) {
        List<String> remarks = new ArrayList<>();
        named(
                sidecars.stream().filter(DrillSidecar::silent).toList(),
                remarks,
                each -> each.sidecar() + " has been silent for 30 s and was not waited for");
        named(
                sidecars.stream()
                        .filter(each -> each.tookMillis() > TARGET.toMillis())
                        .toList(),
                remarks,
                each -> each.sidecar() + " took " + seconds(each.tookMillis()) + ", beyond the target of 1 s");
        named(
                sidecars.stream().filter(DrillSidecar::isClockWrong).toList(),
                remarks,
                each -> "the clock of " + each.sidecar() + " differs: by it the table was in force "
                        + each.appliedMillis() + " ms after the decision, and heard of after " + each.heardMillis()
                        + " ms");
        named(
                sidecars.stream()
                        .filter(each -> !each.silent() && each.warmth() == null)
                        .toList(),
                remarks,
                each -> each.sidecar() + " calls no variants itself");
        return remarks;
    }

    /** Whether somebody is still waited for. */
    static boolean isIncomplete(List<DrillSidecar> heard) {
        return heard.stream().allMatch(DrillSidecar::silent) || heard.stream().anyMatch(DrillSidecar::isAwaited);
    }

    /** What a person is told of a drill that is over. */
    String text(Drill drill) {
        StringBuilder text = new StringBuilder("the way back to ").append(drill.variant());
        text.append(faults.isEmpty() ? " stood the drill: " : " did not stand the drill: ");
        if (!faults.isEmpty()) {
            text.append(String.join("; ", faults)).append("; ");
        }
        List<DrillSidecar> applied =
                sidecars.stream().filter(each -> each.heardMillis() != null).toList();
        text.append(String.format(
                Locale.ROOT,
                "%d of %d sidecars applied %s",
                applied.size(),
                sidecars.size(),
                drill.live() ? "both tables" : "revision " + drill.revision()));
        if (!applied.isEmpty()) {
            DrillSidecar slowest = applied.stream()
                    .max(Comparator.comparing(DrillSidecar::tookMillis))
                    .orElseThrow();
            long heard =
                    applied.stream().mapToLong(DrillSidecar::heardMillis).max().orElseThrow();
            text.append(String.format(
                    Locale.ROOT,
                    " within %s (%s), all had said so after %s",
                    seconds(slowest.tookMillis()),
                    slowest.sidecar(),
                    seconds(heard)));
        }
        if (!remarks.isEmpty()) {
            text.append("; ").append(String.join("; ", remarks));
        }
        return text.toString();
    }

    private static String seconds(long millis) {
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }

    private static void named(List<DrillSidecar> sidecars, List<String> texts, Function<DrillSidecar, String> text) {
        sidecars.stream().limit(MOST_NAMED).map(text).forEach(each -> add(texts, each));
        if (sidecars.size() > MOST_NAMED) {
            add(
                    texts,
                    "and " + (sidecars.size() - MOST_NAMED) + " more like "
                            + sidecars.get(0).sidecar());
        }
    }

    private static void add(List<String> texts, String text) {
        if (!texts.contains(text)) {
            texts.add(text);
        }
    }
}
