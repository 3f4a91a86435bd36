package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.replay.Logged;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.VerdictKind;
import dev.weir.shadow.Answer;
import dev.weir.verify.Finding.Word;
import dev.weir.window.PairSide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A log of a shadow stage that a judge wrote over made-up pairs: derived once more, and with an answer that is another. */
class ShadowVerificationTest {
    private static final int REQUESTS = 2_000;

    private static JudgedLog log;

    @BeforeAll
    static void judge() {
        SplittableRandom random = new SplittableRandom(13);
        List<Logged.Request> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String label = "l" + random.nextInt(3);
            requests.add(request(i, "v1", Role.SERVED, 5_000 + random.nextInt(20_000), label));
            if (i > 300) {
                String other = random.nextInt(20) == 0 ? "l9" : label;
                requests.add(request(i, "v2", Role.SHADOW, 6_000 + random.nextInt(20_000), other));
            }
        }
        log = JudgedLog.of(
                """
                stages:
                  - { name: shadow, weight: 0, mirror: 100, minDuration: 5s, maxDuration: 10m }
                  - { name: canary-5, weight: 5, minDuration: 10m, maxDuration: 20m }
                  - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                override: { skippedStages: "a shadow shows it" }
                shadow: { comparator: label, minAgreement: 0.8, minSamples: 200 }
                guardrails:
                  errorRate:   { maxRatio: 2.0, floor: 0.05 }
                  timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                """,
                (observation, table) -> List.of(observation),
                requests);
    }

    private static Logged.Request request(int number, String variant, Role role, long micros, String label) {
        return new Logged.Request(
                JudgedLog.event(number, variant, role, micros, Observation.Status.OK), null, answer(label));
    }

    private static Answer answer(String label) {
        return new Answer(label, null, null, null, null);
    }

    private static Finding find(JudgedLog some) {
        return some.find(advance().getDecisionId(), stretch -> {
            assertThat(stretch.answers()).isTrue();
            return new EventTape(some.events(), false);
        });
    }

    private static Decision advance() {
        return log.decisions().stream()
                .filter(decision ->
                        decision.getAction() == DecisionAction.ADVANCE && "shadow".equals(decision.getFromStage()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldPairCopiesOnceMoreAndFindTheSame() {
        Finding finding = find(log);

        assertThat(log.verdicts()).anyMatch(verdict -> verdict.getKind() == VerdictKind.SHADOW);
        assertThat(finding.word()).as(finding.why()).isEqualTo(Word.VERIFIED);
        assertThat(finding.figures()).anyMatch(figure -> figure.check().equals("agreement"));
    }

    @Test
    void shouldNotCallDifferentWhatRoutersReportsMayExplain() {
        List<Decision> held = new ArrayList<>(log.decisions());
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

        Finding finding = find(log.withDecisions(held)
                .withEvents(log.events().subList(0, log.events().size() / 2)));

        assertThat(finding.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(finding.why())
                .startsWith("cannot be verified, because evidence was held back at "
                        + advance.getTimestamp().minusMillis(1)
                        + " as incomplete, and what had come when a second closed is not in the log; ")
                .contains(" differ");
    }

    @Test
    void shouldFindAnAnswerThatIsAnother() {
        Instant at = advance().getTimestamp();
        EventTape.Entry copy = log.events().stream()
                .filter(entry -> entry.event().role() == Role.SHADOW
                        && entry.at().isBefore(at.minusSeconds(5))
                        && entry.at().isAfter(at.minusSeconds(7)))
                .filter(entry -> !"l9".equals(entry.side().answer().label()))
                .findFirst()
                .orElseThrow();
        List<EventTape.Entry> altered = new ArrayList<>(log.events());
        altered.set(
                log.events().indexOf(copy),
                new EventTape.Entry(
                        copy.partition(),
                        copy.offset(),
                        copy.at(),
                        copy.event(),
                        PairSide.of(copy.event(), null, answer("l9"))));

        Finding finding = find(log.withEvents(altered));

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        assertThat(finding.why()).contains("agreement.");
    }
}
