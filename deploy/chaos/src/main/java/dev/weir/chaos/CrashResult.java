package dev.weir.chaos;

import dev.weir.verify.Finding.Word;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a run.
 *
 * @param strikes     how often what was done
 * @param recoveries  times until every partition had been read past a strike, of those that were waited for
 * @param events      records read from the topic of events, with what they are
 * @param compared    how much was compared, by what it is
 * @param derivations what came of deriving the decisions once more
 * @param differences what differs; empty if all is as it must be
 */
record CrashResult(
        Map<Strike, Integer> strikes,
        List<Duration> recoveries,
        String events,
        Map<String, Long> compared,
        Derivations derivations,
        List<String> differences) {

    CrashResult(
            Map<Strike, Integer> strikes,
            List<Duration> recoveries,
            Audit audit,
            Derivations derivations,
            List<String> differences) {
        this(
                new TreeMap<>(strikes),
                List.copyOf(recoveries),
                "%,d (%,d duplicates, %,d late by more than 10 s, %,d broken; %,d cells left out)"
                        .formatted(
                                audit.recount.read(),
                                audit.recount.duplicates(),
                                audit.recount.late(),
                                audit.recount.broken().size(),
                                audit.recount.uncertain().size()),
                Map.copyOf(audit.compared()),
                derivations,
                List.copyOf(differences));
    }

    /** The figures, for people. */
    String text() {
        int kills = strikes.entrySet().stream()
                .filter(each -> each.getKey().isKill())
                .mapToInt(Map.Entry::getValue)
                .sum();
        String kinds = strikes.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
        String sizes = new TreeMap<>(compared)
                .entrySet().stream()
                        .map(each -> "%,d %s".formatted(each.getValue(), each.getKey()))
                        .collect(Collectors.joining(", "));
        List<Duration> sorted = recoveries.stream().sorted().toList();
        String recovery = sorted.isEmpty()
                ? "none"
                : "p50 %.1f s, max %.1f s of %d".formatted(seconds(sorted, 0.5), seconds(sorted, 1), sorted.size());
        return """
                kills        %d (%s)
                events       %s
                compared     %s
                derived      %s
                recovery     %s
                differences  %d
                %s"""
                .formatted(
                        kills,
                        kinds,
                        events,
                        sizes,
                        derived(),
                        recovery,
                        differences.size(),
                        differences.isEmpty() ? "" : Audit.text(differences) + "\n");
    }

    private String derived() {
        List<String> unverifiable = derivations.of(Word.UNVERIFIABLE);
        return "%,d decisions verified, %,d differ, %,d unverifiable%s"
                .formatted(
                        derivations.count(Word.VERIFIED),
                        derivations.count(Word.DIFFERS),
                        unverifiable.size(),
                        unverifiable.isEmpty() ? "" : ":\n" + Audit.text(unverifiable));
    }

    private static double seconds(List<Duration> sorted, double quantile) {
        int index = (int) Math.ceil(quantile * sorted.size()) - 1;
        return sorted.get(Math.max(0, index)).toMillis() / 1e3;
    }
}
