package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.PlannedComparator;
import dev.weir.config.RolloutFile;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.serde.TrustedRecords;
import dev.weir.shadow.Answer;
import dev.weir.verify.Finding.Word;
import dev.weir.window.PairSide;
import dev.weir.wire.OutputCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A log of a shadow stage that a judge wrote over made-up pairs: derived once more, and with an answer that is another. */
class ShadowVerificationTest {
    private static final long START = Instant.parse("2026-01-02T03:00:00Z").toEpochMilli();
    private static final int REQUESTS = 2_000;

    private static final List<Decision> decisions = new ArrayList<>();
    private static final List<Verdict> verdicts = new ArrayList<>();
    private static final List<EventTape.Entry> events = new ArrayList<>();

    @BeforeAll
    static void judge() {
        TrustedRecords.declare();
        SplittableRandom random = new SplittableRandom(13);
        List<Logged> log = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String label = "l" + random.nextInt(3);
            add(log, event(i, "v1", Role.SERVED, 5_000 + random.nextInt(20_000)), label);
            if (i > 300) {
                String other = random.nextInt(20) == 0 ? "l9" : label;
                add(log, event(i, "v2", Role.SHADOW, 6_000 + random.nextInt(20_000)), other);
            }
        }
        Iterator<Logged> entries = log.iterator();
        new Replay(
                        List.of(plan()),
                        (observation, table) -> List.of(observation),
                        PlannedComparator::of,
                        ShadowVerificationTest::write)
                .play(List.of(() -> entries.hasNext() ? Optional.of(entries.next()) : Optional.empty()));
    }

    private static void add(List<Logged> log, Observation event, String label) {
        Answer answer = new Answer(label, null, null, null, null);
        log.add(new Logged.Request(event, null, answer));
        events.add(new EventTape.Entry(
                (int) (event.assignedMillis() / 20 % 3),
                events.size(),
                Instant.ofEpochMilli(event.assignedMillis() + event.call().durationMicros() / 1_000),
                event,
                PairSide.of(event, null, answer)));
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
                            - { name: shadow, weight: 0, mirror: 100, minDuration: 5s, maxDuration: 10m }
                            - { name: canary-5, weight: 5, minDuration: 10m, maxDuration: 20m }
                            - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                          override: { skippedStages: "a shadow shows it" }
                          shadow: { comparator: label, minAgreement: 0.8, minSamples: 200 }
                          evidenceUnit: request
                          timeout: 1s
                          guardrails:
                            errorRate:   { maxRatio: 2.0, floor: 0.05 }
                            timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                        """,
                        Instant.ofEpochMilli(START),
                        "test")
                .plan()
                .orElseThrow();
    }

    private static Observation event(int number, String variant, Role role, long micros) {
        return new Observation(
                "r" + number,
                "shop",
                variant,
                role,
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
                        micros, Observation.Status.OK, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT));
    }

    private static Finding find(String id, List<EventTape.Entry> entries) {
        return Verification.of("shop", id, decisions, verdicts, JudgeSettings.STANDARD, stretch -> {
                    assertThat(stretch.answers()).isTrue();
                    return new EventTape(entries, false);
                })
                .orElseThrow();
    }

    private static Decision advance() {
        return decisions.stream()
                .filter(decision ->
                        decision.getAction() == DecisionAction.ADVANCE && "shadow".equals(decision.getFromStage()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldPairCopiesOnceMoreAndFindTheSame() {
        Finding finding = find(advance().getDecisionId(), events);

        assertThat(verdicts).anyMatch(verdict -> verdict.getKind() == VerdictKind.SHADOW);
        assertThat(finding.word()).as(finding.why()).isEqualTo(Word.VERIFIED);
        assertThat(finding.figures()).anyMatch(figure -> figure.check().equals("agreement"));
    }

    @Test
    void shouldNotCallDifferentWhatRoutersReportsMayExplain() {
        List<Decision> held = new ArrayList<>(decisions);
        Decision advance = advance();
        held.add(
                held.indexOf(advance),
                Decision.newBuilder(advance)
                        .setDecisionId("shop-d0")
                        .setAction(DecisionAction.HOLD)
                        .setTimestamp(advance.getTimestamp().minusMillis(1))
                        .setToStage("shadow")
                        .setRevision(null)
                        .setReason("the evidence is incomplete: 5 requests did not come")
                        .build());

        Finding finding = Verification.of(
                        "shop",
                        advance.getDecisionId(),
                        held,
                        verdicts,
                        JudgeSettings.STANDARD,
                        stretch -> new EventTape(events.subList(0, events.size() / 2), false))
                .orElseThrow();

        assertThat(finding.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(finding.why())
                .startsWith("cannot be verified, because evidence was held back at "
                        + advance.getTimestamp().minusMillis(1) + " by what routers had reported, which is not read; ")
                .contains(" differ");
    }

    @Test
    void shouldFindAnAnswerThatIsAnother() {
        Instant at = advance().getTimestamp();
        EventTape.Entry copy = events.stream()
                .filter(entry -> entry.event().role() == Role.SHADOW
                        && entry.at().isBefore(at.minusSeconds(5))
                        && entry.at().isAfter(at.minusSeconds(7)))
                .filter(entry -> !"l9".equals(entry.side().answer().label()))
                .findFirst()
                .orElseThrow();
        List<EventTape.Entry> altered = new ArrayList<>(events);
        altered.set(
                events.indexOf(copy),
                new EventTape.Entry(
                        copy.partition(),
                        copy.offset(),
                        copy.at(),
                        copy.event(),
                        PairSide.of(copy.event(), null, new Answer("l9", null, null, null, null))));

        Finding finding = find(advance().getDecisionId(), altered);

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        assertThat(finding.why()).contains("agreement.");
    }
}
