package dev.weir.local.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Commands;
import dev.weir.event.Outcome;
import dev.weir.schema.Check;
import dev.weir.schema.Decision;
import dev.weir.schema.Verdict;
import dev.weir.topic.TopicNames;
import dev.weir.verify.EventTape;
import dev.weir.verify.Finding;
import dev.weir.verify.Finding.Word;
import dev.weir.verify.Recorded;
import dev.weir.verify.Verification;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** What Weir decided by itself of a model, derived once more from the events on a real broker. */
public final class DerivedDecisions {
    private final Map<String, Object> client;
    private final String model;
    private final List<Decision> decisions;
    private final List<Verdict> verdicts;

    DerivedDecisions(Map<String, Object> client, String model, List<Decision> decisions, List<Verdict> verdicts) {
        this.client = client;
        this.model = model;
        this.decisions = decisions;
        this.verdicts = verdicts;
    }

    /** The command says of each that it is the same to the last bit. */
    void assertThatEachIsVerified(int atLeast) {
        assertThatEachIsVerified(
                client, model, decisions.get(decisions.size() - 1).getRollout(), atLeast);
    }

    /** The command says of each decision of a rollout that it is the same to the last bit. */
    public static void assertThatEachIsVerified(Map<String, Object> client, String model, String rollout, int atLeast) {
        StringWriter said = new StringWriter();
        CommandLine weir =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("weir"));
        Commands.all().forEach(weir::addSubcommand);
        int exit = weir.setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(
                        "verify",
                        "--all",
                        model,
                        "--rollout",
                        rollout,
                        "--bootstrap-servers",
                        String.valueOf(client.get("bootstrap.servers")),
                        "--schema-registry",
                        String.valueOf(client.get("schema.registry.url")));
        assertThat(exit).as(said.toString()).isZero();
        assertThat(said.toString().lines().filter(line -> line.contains("VERIFIED, ")))
                .as(said.toString())
                .hasSizeGreaterThanOrEqualTo(atLeast);
    }

    /** A figure of a verdict that is not what it was, and an event that is gone, are found. */
    void assertThatTamperingIsFound() {
        String id = Recorded.derivable(decisions, null).get(0);
        String cause = verdictOf(id);
        List<Verdict> altered = verdicts.stream()
                .map(verdict -> verdict.getVerdictId().equals(cause) ? altered(verdict) : verdict)
                .toList();

        assertThat(find(id, verdicts, tape -> tape).word()).isEqualTo(Word.VERIFIED);
        Finding figure = find(id, altered, tape -> tape);
        assertThat(figure.word()).isEqualTo(Word.DIFFERS);
        assertThat(figure.why()).startsWith("1 figure differs: errorRate.baselineSamples");
        Finding event = find(id, verdicts, tape -> new EventTape(without(tape.entries(), closedUntil(cause)), false));
        assertThat(event.word()).isEqualTo(Word.DIFFERS);
        Finding gone = find(id, verdicts, tape -> new EventTape(tape.entries(), true));
        assertThat(gone.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(gone.why()).contains("are not on the topic any more");
    }

    /** Of a decision that rests on outcomes, one that is gone and one that is another are found. */
    void assertThatTamperedOutcomesAreFound(String id) {
        assertThat(find(id, verdicts, tape -> tape).word()).isEqualTo(Word.VERIFIED);
        Finding gone = find(
                id,
                verdicts,
                tape -> with(tape, tape.outcomes().subList(1, tape.outcomes().size())));
        assertThat(gone.word()).isEqualTo(Word.DIFFERS);
        assertThat(gone.why()).contains("figures differ");
        Finding flipped = find(
                id,
                verdicts,
                tape -> with(
                        tape,
                        tape.outcomes().stream()
                                .map(DerivedDecisions::otherwise)
                                .toList()));
        assertThat(flipped.word()).isEqualTo(Word.DIFFERS);
    }

    private static EventTape with(EventTape tape, List<EventTape.Known> outcomes) {
        return new EventTape(tape.entries(), outcomes, tape.reports(), tape.trimmed());
    }

    /** Whoever was right was wrong. */
    private static EventTape.Known otherwise(EventTape.Known known) {
        Outcome said = known.outcome();
        String label = said.label().equals("positive") ? "negative" : "positive";
        return new EventTape.Known(
                known.partition(),
                known.offset(),
                new Outcome(said.requestId(), said.model(), said.knownMillis(), said.variant(), label, null, null));
    }

    private String verdictOf(String id) {
        return decisions.stream()
                .filter(decision -> decision.getDecisionId().equals(id))
                .map(Decision::getVerdictId)
                .findFirst()
                .orElseThrow();
    }

    private Instant closedUntil(String verdictId) {
        return verdicts.stream()
                .filter(verdict -> verdict.getVerdictId().equals(verdictId))
                .map(Verdict::getClosedUntil)
                .findFirst()
                .orElseThrow();
    }

    private Finding find(String id, List<Verdict> said, UnaryOperator<EventTape> change) {
        return Verification.of(
                        model,
                        id,
                        decisions,
                        said,
                        Verification.Judge.STANDARD,
                        stretch -> change.apply(EventTape.read(client, TopicNames.DEFAULT, model, stretch)))
                .orElseThrow();
    }

    private static Verdict altered(Verdict verdict) {
        List<Check> checks = new ArrayList<>(verdict.getChecks());
        Check first = checks.get(0);
        checks.set(
                0,
                Check.newBuilder(first)
                        .setBaselineSamples(first.getBaselineSamples() + 1)
                        .build());
        return Verdict.newBuilder(verdict).setChecks(checks).build();
    }

    /** One of the latest that are in the evidence is gone. */
    private static List<EventTape.Entry> without(List<EventTape.Entry> entries, Instant closedUntil) {
        List<EventTape.Entry> fewer = new ArrayList<>(entries);
        EventTape.Entry gone = entries.stream()
                .filter(entry -> entry.event().second() < closedUntil.getEpochSecond())
                .max(Comparator.comparingLong(entry -> entry.event().second()))
                .orElseThrow();
        fewer.remove(gone);
        return fewer;
    }
}
