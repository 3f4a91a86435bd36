package dev.weir.rollout;

import static dev.weir.rollout.PlanDraft.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.RuleChange.OfUnit;
import dev.weir.verdict.Verdict.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The transition table of {@link RolloutMachine}, complete: every state met by every signal, in {@code transitions.txt}. A
 * line names the action and where it leads to; {@code REFUSE: text} the message; {@code -} that nothing is decided. Signals in
 * capitals are commands without force and verdicts; a signal that is added to the machine fails here until it is listed.
 */
class TransitionTableTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final List<String> STATES = List.of(
            "none",
            "baseline",
            "shadow",
            "canary-25",
            "canary-25 asks its webhook",
            "canary-25 out of time",
            "full",
            "full waits for approval",
            "full of an A/A test",
            "killed",
            "PAUSED",
            "PAUSED at baseline",
            "ROLLED_BACK",
            "ABORTED",
            "PROMOTED",
            "PROMOTED, killed");

    private static List<String> signals() {
        return Stream.of(
                        Stream.of("submit", "again", "withdraw"),
                        Arrays.stream(Verb.values()).map(Verb::name),
                        Arrays.stream(Standing.values()).map(Standing::name))
                .flatMap(signals -> signals)
                .toList();
    }

    /** The lines of the file: a state, indented below it a signal and what it leads to. */
    private static Map<String, Map<String, String>> table() throws IOException {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        Map<String, String> row = Map.of();
        try (InputStream in = TransitionTableTest.class.getResourceAsStream("transitions.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("  ")) {
                    String[] cells = line.strip().split("\\s+", 2);
                    row.put(cells[0], cells[1]);
                } else {
                    row = new LinkedHashMap<>();
                    table.put(line, row);
                }
            }
        }
        return table;
    }

    @Test
    void shouldListEveryStateAndEverySignal() throws IOException {
        assertThat(table()).containsOnlyKeys(STATES);
        assertThat(table().values()).allSatisfy(row -> assertThat(row).containsOnlyKeys(signals()));
    }

    @TestFactory
    Stream<DynamicTest> shouldDoWhatTheTableSays() throws IOException {
        return table().entrySet().stream().flatMap(row -> row.getValue().entrySet().stream()
                .map(cell -> DynamicTest.dynamicTest(
                        row.getKey() + ", " + cell.getKey(),
                        () -> assertThat(outcome(row.getKey(), cell.getKey())).isEqualTo(cell.getValue()))));
    }

    private static String outcome(String state, String signal) {
        Drive drive = in(state);
        long revision = drive.state.revision();
        Optional<Decision> decided = meet(drive.after(Duration.ofSeconds(1)), signal);
        if (decided.isEmpty()) {
            return "-";
        }
        if (decided.get().action() == Action.REFUSE) {
            assertThat(drive.state.revision()).isEqualTo(revision);
            return "REFUSE: " + decided.get().reason();
        }
        Status status = drive.state.rollout().status();
        return decided.get().action() + " "
                + (status == Status.IN_PROGRESS ? drive.state.rollout().stageName() : status)
                + (decided.get().revision() == null ? "" : ", new table");
    }

    private static PlanDraft draft() {
        Stage shadow = new Stage("shadow", 0, 10_000, Duration.ZERO, HOUR, 0, false, List.of());
        return new PlanDraft().stages(shadow, stage("canary-25", 25), stage("full", 100));
    }

    private static Drive in(String state) {
        Drive drive =
                switch (state) {
                    case "none" -> new Drive();
                    case "baseline" -> Drive.started(draft().plan());
                    case "shadow", "canary-25", "full" ->
                        Drive.started(draft().plan()).to(state);
                    case "canary-25 asks its webhook" -> asking();
                    case "canary-25 out of time" ->
                        Drive.started(draft().plan()).to("canary-25").after(HOUR);
                    case "full waits for approval" ->
                        Drive.started(draft().promoteAutomatically(false).plan())
                                .to("full");
                    case "full of an A/A test" ->
                        Drive.started(draft().conduct(new Conduct(
                                                "short", true, SegmentHarm.ROLLBACK, HOUR.multipliedBy(48), HOUR))
                                        .plan())
                                .to("full");
                    case "killed", "PAUSED", "ROLLED_BACK", "ABORTED" ->
                        Drive.started(draft().plan()).to("canary-25");
                    case "PAUSED at baseline" -> Drive.started(draft().plan());
                    case "PROMOTED", "PROMOTED, killed" ->
                        Drive.started(draft().plan()).to("full");
                    default -> throw new IllegalArgumentException(state);
                };
        switch (state) {
            case "killed" -> drive.command(Verb.KILL);
            case "PAUSED", "PAUSED at baseline" -> drive.command(Verb.PAUSE);
            case "ROLLED_BACK" -> drive.judged(Standing.BROKEN);
            case "ABORTED" -> drive.command(Verb.ABORT);
            case "PROMOTED" -> drive.judged(Standing.PROVED);
            case "PROMOTED, killed" -> {
                drive.judged(Standing.PROVED);
                drive.command(Verb.KILL);
            }
            default -> {}
        }
        drive.latest = null;
        return drive;
    }

    private static Drive asking() {
        Webhook webhook = new Webhook("https://gates.example", Duration.ofSeconds(1), Duration.ofSeconds(30));
        Stage gated = new Stage("canary-25", 2_500, 0, Duration.ZERO, HOUR, 0, false, List.of(), webhook);
        Drive drive = Drive.started(
                        new PlanDraft().stages(gated, stage("full", 100)).plan())
                .to("canary-25");
        drive.judged(Standing.PROVED);
        return drive;
    }

    private static Optional<Decision> meet(Drive drive, String signal) {
        if (Arrays.stream(Standing.values())
                .anyMatch(standing -> standing.name().equals(signal))) {
            return drive.judged(Standing.valueOf(signal));
        }
        return switch (signal) {
            case "submit" ->
                drive.submit(new PlanDraft()
                        .name("next")
                        .stages(stage("canary-10", 10), stage("full", 100))
                        .plan());
            case "again" ->
                drive.submit(
                        drive.state.rollout() == null
                                ? draft().plan()
                                : drive.state.rollout().plan());
            case "withdraw" -> drive.signal(new Signal.Withdrawn(Withdrawal.UNSIGNED, drive.now));
            default -> command(drive, Verb.valueOf(signal));
        };
    }

    private static Optional<Decision> command(Drive drive, Verb verb) {
        return switch (verb) {
            case SET_USER, REMOVE_USER ->
                Optional.of(drive.rule(verb, new OfUnit("42", verb == Verb.SET_USER ? "v2.0" : null)));
            case SET_SEGMENT, REMOVE_SEGMENT ->
                Optional.of(
                        drive.rule(verb, new OfSegment("user_type", "free", verb == Verb.SET_SEGMENT ? "v1.0" : null)));
            case GATE_PASSED, GATE_HELD -> drive.answered(verb, "sentiment/sentiment-v2/1/canary-25/1", "HTTP 200");
            default -> Optional.of(drive.command(verb));
        };
    }
}
