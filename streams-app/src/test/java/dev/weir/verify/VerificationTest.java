package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.replay.Assignment;
import dev.weir.replay.Logged;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.verify.Finding.Word;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A log that a judge wrote over made-up traffic, of which the candidate fails at full: derived once more, and tampered with.
 */
class VerificationTest {
    private static final int REQUESTS = 12_000;

    private static JudgedLog log;

    @BeforeAll
    static void judge() {
        SplittableRandom random = new SplittableRandom(11);
        List<Logged.Request> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            boolean isLate = i > REQUESTS * 2 / 3;
            String variant = i > 600 && random.nextInt(2) == 0 ? "v2" : "v1";
            boolean fails = random.nextInt(100) < (variant.equals("v2") && isLate ? 40 : 1);
            Observation event = JudgedLog.event(
                    i, variant, Role.SERVED, 5_000 + random.nextInt(20_000), fails ? Status.ERROR : Status.OK);
            requests.add(new Logged.Request(event, null, null));
        }
        log = JudgedLog.of(
                """
                stages:
                  - { name: canary-50, weight: 50, minDuration: 5s, maxDuration: 10m }
                  - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                override: { skippedStages: "two stages show it" }
                holdback: 50
                guardrails:
                  errorRate:   { maxRatio: 2.0, floor: 0.02 }
                  timeoutRate: { maxRatio: 2.0, floor: 0.02 }
                  latencyP50:  { maxRatio: 2 }
                  latencyP95:  { maxRatio: 2 }
                """,
                Assignment.LOGGED,
                requests);
    }

    private static Decision last() {
        return log.decisions().get(log.decisions().size() - 1);
    }

    @Test
    void shouldVerifyEachDecisionThatRestsOnAVerdict() {
        List<String> ids = Recorded.derivable(log.decisions(), null);

        assertThat(log.decisions())
                .extracting(Decision::getAction)
                .startsWith(DecisionAction.START, DecisionAction.ADVANCE, DecisionAction.ADVANCE)
                .endsWith(DecisionAction.ROLLBACK);
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).allSatisfy(id -> {
            Finding finding = log.find(id);
            assertThat(finding.word()).as("%s: %s", id, finding.why()).isEqualTo(Word.VERIFIED);
            assertThat(finding.figures()).hasSizeGreaterThan(80);
        });
    }

    @Test
    void shouldFindAFigureThatWasAltered() {
        List<Verdict> altered = log.verdicts().stream()
                .map(verdict -> verdict.getVerdictId().equals(last().getVerdictId())
                        ? Verdict.newBuilder(verdict).setMessage("All is well").build()
                        : verdict)
                .toList();

        Finding finding = log.withVerdicts(altered).find(last().getDecisionId());

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        assertThat(finding.why()).isEqualTo("1 figure differs: verdict.message");
    }

    @Test
    void shouldFindADecisionThatWasAltered() {
        List<Decision> altered = new ArrayList<>(log.decisions());
        altered.set(
                altered.size() - 1,
                Decision.newBuilder(last()).setAction(DecisionAction.PROMOTE).build());

        assertThat(log.withDecisions(altered).find(last().getDecisionId()).why())
                .isEqualTo("1 figure differs: decision.action");
    }

    /** After something else came out it goes on from the log, also with the numbers of verdicts. */
    @Test
    void shouldVerifyADecisionAfterOneThatDiffers() {
        List<Decision> altered = new ArrayList<>(log.decisions());
        altered.set(
                1,
                Decision.newBuilder(altered.get(1))
                        .setReason("because it is time")
                        .build());
        JudgedLog tampered = log.withDecisions(altered);

        assertThat(tampered.find(altered.get(1).getDecisionId()).why()).isEqualTo("1 figure differs: decision.reason");
        Finding after = tampered.find(last().getDecisionId());
        assertThat(after.word()).as(after.why()).isEqualTo(Word.VERIFIED);
    }

    @Test
    void shouldFollowUnitsFromFurtherBackBeforeItSaysThatAFigureDiffers() {
        List<EventTape.Entry> fewer = log.events().subList(REQUESTS / 2, REQUESTS);
        List<Instant> begins = new ArrayList<>();

        Finding finding = log.find(last().getDecisionId(), stretch -> {
            begins.add(stretch.from());
            return new EventTape(begins.size() == 1 ? fewer : log.events(), false);
        });

        assertThat(begins).hasSize(2);
        assertThat(begins.get(1)).isBefore(begins.get(0));
        assertThat(finding.word()).as(finding.why()).isEqualTo(Word.VERIFIED);
    }

    @Test
    void shouldFindAnEventThatIsGone() {
        List<EventTape.Entry> fewer = new ArrayList<>(log.events());
        fewer.remove(REQUESTS / 2);

        Finding finding = log.withEvents(fewer).find(last().getDecisionId());

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        assertThat(finding.why()).contains("figures differ");
    }

    @Test
    void shouldSayWhyItCannotTell() {
        Decision start = log.decisions().get(0);
        String last = last().getDecisionId();
        assertThat(log.find(start.getDecisionId()).why())
                .contains("it follows from no verdict alone: replay issued it");
        assertThat(log.withDecisions(log.decisions().subList(1, log.decisions().size()))
                        .find(last)
                        .why())
                .contains("the START of its rollout is not on the topic any more");
        assertThat(log.withVerdicts(log.verdicts().subList(0, 1)).find(last).why())
                .contains("its verdict " + last().getVerdictId() + " is not on the topic any more");
        List<Verdict> older = log.verdicts().stream()
                .map(verdict -> Verdict.newBuilder(verdict).setClosedUntil(null).build())
                .toList();
        assertThat(log.withVerdicts(older).find(last).why()).contains("written by an earlier version");
        Finding trimmed = log.find(last, stretch -> new EventTape(log.events(), true));
        assertThat(trimmed.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(trimmed.why()).contains("events since the start of its rollout");
    }
}
