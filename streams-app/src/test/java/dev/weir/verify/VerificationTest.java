package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.PlannedComparator;
import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.replay.Assignment;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.serde.TrustedRecords;
import dev.weir.verify.Finding.Word;
import dev.weir.wire.OutputCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A log that a judge wrote over made-up traffic, of which the candidate fails at full: derived once more, and tampered with. */
class VerificationTest {
    private static final long START = Instant.parse("2026-01-02T03:00:00Z").toEpochMilli();
    private static final int REQUESTS = 12_000;

    private static final List<Decision> decisions = new ArrayList<>();
    private static final List<Verdict> verdicts = new ArrayList<>();
    private static final List<EventTape.Entry> events = new ArrayList<>();

    @BeforeAll
    static void judge() {
        TrustedRecords.declare();
        SplittableRandom random = new SplittableRandom(11);
        List<Logged.Request> log = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            boolean isLate = i > REQUESTS * 2 / 3;
            String variant = i > 600 && random.nextInt(2) == 0 ? "v2" : "v1";
            boolean fails = random.nextInt(100) < (variant.equals("v2") && isLate ? 40 : 1);
            Observation event = event(i, variant, 5_000 + random.nextInt(20_000), fails);
            log.add(new Logged.Request(event, null, null));
            events.add(new EventTape.Entry(
                    i % 3,
                    i,
                    Instant.ofEpochMilli(event.assignedMillis() + event.call().durationMicros() / 1_000),
                    event,
                    null));
        }
        Iterator<Logged.Request> entries = log.iterator();
        new Replay(List.of(plan()), Assignment.LOGGED, PlannedComparator::of, VerificationTest::write)
                .play(List.of(() -> entries.hasNext() ? Optional.of(entries.next()) : Optional.empty()));
    }

    private static void write(String model, Output output) {
        if (output instanceof Output.Judged judged) {
            verdicts.add(OutputCodec.verdict(model, judged));
        } else if (output instanceof Output.Decided decided) {
            decisions.add(OutputCodec.decision(decided.decision()));
        }
    }

    private static Plan plan() {
        return RolloutFile.read(
                        """
                        metadata: { name: shop-v2 }
                        spec:
                          model: shop
                          baseline: v1
                          candidate: v2
                          baselineCollection: { minDuration: 5s, minSamples: 200 }
                          stages:
                            - { name: canary-50, weight: 50, minDuration: 5s, maxDuration: 10m }
                            - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                          override: { skippedStages: "two stages show it" }
                          holdback: 50
                          evidenceUnit: request
                          timeout: 1s
                          guardrails:
                            errorRate:   { maxRatio: 2.0, floor: 0.02 }
                            timeoutRate: { maxRatio: 2.0, floor: 0.02 }
                            latencyP50:  { maxRatio: 2 }
                            latencyP95:  { maxRatio: 2 }
                        """,
                        Instant.ofEpochMilli(START),
                        "test")
                .plan()
                .orElseThrow();
    }

    private static Observation event(int number, String variant, long micros, boolean fails) {
        return new Observation(
                "r" + number,
                "shop",
                variant,
                Role.SERVED,
                START + 20L * number,
                null,
                "",
                Observation.NO_REVISION,
                false,
                true,
                null,
                false,
                false,
                new Observation.Call(
                        micros,
                        fails ? Observation.Status.ERROR : Observation.Status.OK,
                        Observation.ABSENT,
                        Observation.ABSENT,
                        Observation.ABSENT));
    }

    private static Finding find(String id, List<Decision> log, List<Verdict> said, List<EventTape.Entry> entries) {
        return Verification.of("shop", id, log, said, JudgeSettings.STANDARD, stretch -> new EventTape(entries, false))
                .orElseThrow();
    }

    private static Finding find(String id) {
        return find(id, decisions, verdicts, events);
    }

    private static Decision last() {
        return decisions.get(decisions.size() - 1);
    }

    @Test
    void shouldVerifyEachDecisionThatRestsOnAVerdict() {
        List<String> ids = Recorded.derivable(decisions, null);

        assertThat(decisions)
                .extracting(Decision::getAction)
                .startsWith(DecisionAction.START, DecisionAction.ADVANCE, DecisionAction.ADVANCE)
                .endsWith(DecisionAction.ROLLBACK);
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).allSatisfy(id -> {
            Finding finding = find(id);
            assertThat(finding.word()).as("%s: %s", id, finding.why()).isEqualTo(Word.VERIFIED);
            assertThat(finding.figures()).hasSizeGreaterThan(80);
        });
    }

    @Test
    void shouldFindAFigureThatWasAltered() {
        List<Verdict> altered = verdicts.stream()
                .map(verdict -> verdict.getVerdictId().equals(last().getVerdictId())
                        ? Verdict.newBuilder(verdict).setMessage("All is well").build()
                        : verdict)
                .toList();

        Finding finding = find(last().getDecisionId(), decisions, altered, events);

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        assertThat(finding.why()).isEqualTo("1 figure differs: verdict.message");
    }

    @Test
    void shouldFindADecisionThatWasAltered() {
        List<Decision> altered = new ArrayList<>(decisions);
        altered.set(
                altered.size() - 1,
                Decision.newBuilder(last()).setAction(DecisionAction.PROMOTE).build());

        assertThat(find(last().getDecisionId(), altered, verdicts, events).why())
                .isEqualTo("1 figure differs: decision.action");
    }

    @Test
    void shouldFindAnEventThatIsGone() {
        List<EventTape.Entry> fewer = new ArrayList<>(events);
        fewer.remove(REQUESTS / 2);

        Finding finding = find(last().getDecisionId(), decisions, verdicts, fewer);

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        assertThat(finding.why()).contains("figures differ");
    }

    @Test
    void shouldSayWhyItCannotTell() {
        Decision start = decisions.get(0);
        assertThat(find(start.getDecisionId()).why()).contains("it follows from no verdict alone: replay issued it");
        assertThat(find(last().getDecisionId(), decisions.subList(1, decisions.size()), verdicts, events)
                        .why())
                .contains("the START of its rollout is not on the topic any more");
        assertThat(find(last().getDecisionId(), decisions, verdicts.subList(0, 1), events)
                        .why())
                .contains("its verdict " + last().getVerdictId() + " is not on the topic any more");
        List<Verdict> older = verdicts.stream()
                .map(verdict -> Verdict.newBuilder(verdict).setClosedUntil(null).build())
                .toList();
        assertThat(find(last().getDecisionId(), decisions, older, events).why())
                .contains("written by an earlier version");
        Finding trimmed = Verification.of(
                        "shop",
                        last().getDecisionId(),
                        decisions,
                        verdicts,
                        JudgeSettings.STANDARD,
                        stretch -> new EventTape(events, true))
                .orElseThrow();
        assertThat(trimmed.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(trimmed.why()).contains("events since the start of its rollout");
    }
}
