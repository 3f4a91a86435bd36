package dev.weir.chaos;

import dev.weir.schema.Decision;
import dev.weir.schema.RoutingTable;
import dev.weir.window.PairLosses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what the streams application published with a plain recount of what it was given. */
final class Audit implements AutoCloseable {
    /** Length of the windows of metrics by default, seconds. */
    private static final long WINDOW_SECONDS = 10;

    private static final int MOST_SHOWN = 20;

    private final Map<String, Object> client;
    final Recount recount;
    final Said said;
    private final Counted counted;
    private final Measured measured;
    private final Told told;
    private final List<String> differences = new ArrayList<>();
    private final Map<String, Long> compared = new TreeMap<>();

    Audit(Map<String, Object> client, long timeoutMicros) {
        this.client = client;
        recount = new Recount(client, timeoutMicros);
        counted = new Counted(client);
        measured = new Measured(client);
        told = new Told(client);
        said = new Said(client);
    }

    /** Reads what is new, compares everything, and says what differs. */
    List<String> differences() {
        recount.readOn();
        counted.readOn();
        measured.readOn();
        told.readOn();
        said.readOn();
        differences.clear();
        compared.clear();
        cells();
        windows();
        pairs();
        tallies();
        deadLetters();
        said.models.forEach(this::decisions);
        verdicts();
        return List.copyOf(differences);
    }

    /** Derives every decision that was read once more. It takes long, and so is done once. */
    Derivations derivations() {
        return new Derivations(client, said.decisions, said.verdicts);
    }

    /** How much was compared, by what it is. */
    Map<String, Long> compared() {
        return compared;
    }

    private void cells() {
        Map<Figures.Cell, Figures> expected = recount.figures();
        Map<Figures.Cell, Figures> actual = counted.figures();
        Set<Figures.Cell> all = new HashSet<>(expected.keySet());
        all.addAll(actual.keySet());
        all.removeAll(recount.uncertain());
        all.forEach(cell -> same("counts of " + cell, expected.get(cell), actual.get(cell)));
        compared.put("cells of model, second, variant, role and region", (long) all.size());
    }

    private void windows() {
        Map<Figures.Cell, Figures> expected = recount.windows(WINDOW_SECONDS);
        Set<Figures.Cell> uncertain = recount.uncertain().stream()
                .map(cell -> cell.window(WINDOW_SECONDS))
                .collect(Collectors.toSet());
        expected.keySet().removeIf(cell -> !said.models.contains(cell.model()) || uncertain.contains(cell));
        expected.forEach((cell, figures) -> same(
                "window of " + cell,
                new Measured.Window(figures.requests(), figures.errors(), figures.timeouts()),
                measured.last().get(cell)));
        measured.last().keySet().stream()
                .filter(cell -> !expected.containsKey(cell) && !uncertain.contains(cell))
                .forEach(cell -> differences.add("window of " + cell + " that nothing was sent for"));
        compared.put("windows of metrics", (long) expected.size());
    }

    /** Every event of a pair is in exactly one place, and no pair is counted of which not both halves were sent. */
    private void pairs() {
        Pairs.Counts sent = recount.pairs().counts();
        Pairs.Counts pairs = counted.pairs();
        PairLosses losses = counted.pairLosses();
        long unjoined = losses.late() + losses.duplicate() + losses.noRoom();
        same(
                "events of shadow pairs",
                recount.pairs().events(),
                2 * pairs.pairs() + losses.servedAlone() + losses.shadowAlone() + unjoined);
        // After an outage the first event of a half may come when its pair has been settled without it.
        long lost = unjoined - recount.pairs().duplicates();
        within("shadow pairs", sent.pairs(), pairs.pairs(), lost);
        within("compared shadow pairs", sent.compared(), pairs.compared(), lost);
        within("shadow pairs that match", sent.matches(), pairs.matches(), lost);
        compared.put("shadow pairs", pairs.pairs());
        compared.put("shadow pairs that match", pairs.matches());
        compared.put("shadow pairs that do not", pairs.compared() - pairs.matches());
    }

    private void within(String what, long sent, long counted, long lost) {
        if (counted > sent || counted < sent - lost) {
            differences.add(what + ": " + sent + " sent, " + counted + " counted, " + lost + " halves came too late");
        }
    }

    private void tallies() {
        Told.Tallies expected = told.join(recount.tried());
        same("tallies of the experiment", expected, counted.tallies());
        compared.put(
                "outcomes of an experiment",
                expected.arms().values().stream().mapToLong(Told.Arm::told).sum());
        compared.put("of them of the variant with fewer", expected.fewest());
    }

    private void deadLetters() {
        same("dead letters", recount.broken().size(), said.buried.size());
        same("places of dead letters", new TreeSet<>(recount.broken()), new TreeSet<>(said.buried));
        compared.put("dead letters", (long) said.buried.size());
    }

    private void decisions(String model) {
        List<Decision> decisions = said.decisions.getOrDefault(model, List.of());
        List<RoutingTable> tables = said.tables.getOrDefault(model, List.of());
        Map<Long, String> madeBy = new HashMap<>();
        long revision = 0;
        for (int i = 0; i < decisions.size(); i++) {
            Decision decision = decisions.get(i);
            same("id of decision " + (i + 1), model + "-d" + (i + 1), decision.getDecisionId());
            if (decision.getRevision() != null) {
                same("revision of " + decision.getDecisionId(), ++revision, decision.getRevision());
                madeBy.put(decision.getRevision(), decision.getDecisionId());
            }
            if (decision.getVerdictId() != null && !said.verdictIds.contains(decision.getVerdictId())) {
                differences.add(decision.getDecisionId() + " rests on " + decision.getVerdictId()
                        + ", which was never published");
            }
        }
        // The topic is compacted, so that of earlier tables some may be gone; the last one never is.
        long last = 0;
        for (RoutingTable table : tables) {
            String what = "table " + table.getRevision() + " of " + model;
            same("decision of " + what, madeBy.get(table.getRevision()), table.getDecisionId());
            if (table.getRevision() <= last) {
                differences.add(what + " comes after " + last);
            }
            last = table.getRevision();
        }
        same("last table of " + model, revision, last);
        List<String> commands = said.commandIssuers.getOrDefault(model, List.of());
        Map<String, Integer> issuers = said.issuers(model);
        commands.forEach(issuer -> same("decisions on the command of " + issuer, 1, issuers.get(issuer)));
        Candidates candidates = new Candidates(decisions);
        candidates.promoted().forEach(id -> differences.add(id + " promotes a candidate that fails"));
        compared.merge("failing candidates rolled back", candidates.rolledBack(), Long::sum);
        compared.merge("decisions", (long) decisions.size(), Long::sum);
        compared.merge("routing tables", (long) tables.size(), Long::sum);
        compared.merge("commands", (long) commands.size(), Long::sum);
    }

    private void verdicts() {
        same("different ids of verdicts", said.verdictIds.size(), new HashSet<>(said.verdictIds).size());
        compared.put("verdicts", (long) said.verdictIds.size());
    }

    private void same(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what + ": " + expected + " by the recount, " + actual + " published");
        }
    }

    /** The first of some differences, a line each. */
    static String text(List<String> differences) {
        String shown = String.join("\n  ", differences.subList(0, Math.min(MOST_SHOWN, differences.size())));
        int more = differences.size() - MOST_SHOWN;
        return "  " + shown + (more > 0 ? "\n  and " + more + " more" : "");
    }

    @Override
    public void close() {
        recount.close();
        counted.close();
        measured.close();
        told.close();
        said.close();
    }
}
