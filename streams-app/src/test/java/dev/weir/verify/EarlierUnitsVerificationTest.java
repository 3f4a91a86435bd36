package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.shadow.Answer;
import dev.weir.verify.Finding.Word;
import org.junit.jupiter.api.Test;

/** Users' requests from before a START, of which those that came late are not their evidence: the next ones are. */
class EarlierUnitsVerificationTest {
    private static final int USERS = 3_000;
    private static final long LATE_MILLIS = 20_000;

    @Test
    void shouldChooseTheSameRequestsOfUsersWhoCameBefore() {
        LiveLog log = new LiveLog(
                        JudgedLog.plan(
                                "unit",
                                """
                                stages:
                                  - { name: canary, weight: 50, minDuration: 10m, maxDuration: 20m }
                                  - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                                override: { skippedStages: "one stage shows it" }
                                guardrails:
                                  errorRate:   { maxRatio: 2.0, floor: 0.05 }
                                """),
                        7)
                .startingAfter(LATE_MILLIS * 3);
        for (int i = 0; i < 2 * USERS; i++) {
            LiveLog.Sent sent = new LiveLog.Sent(
                    LiveTraffic.of("u" + i % USERS, JudgedLog.event(i, "v1", Role.SERVED, 5_000, Status.OK)),
                    new Answer("yes", null, null, null, null));
            // Half of the users' first requests come late.
            log.arrives(sent.event().assignedMillis() + (i < USERS && i % 2 == 0 ? LATE_MILLIS : 5), sent);
        }
        log.play(LiveLog.Trouble.NONE);

        Decision advance = log.decisions.stream()
                .filter(decision -> decision.getAction() == DecisionAction.ADVANCE)
                .findFirst()
                .orElseThrow();
        assertThat(advance.getReason()).contains("25 requests/s");
        Finding finding = log.find(advance.getDecisionId());
        assertThat(finding.word()).as(finding.why()).isEqualTo(Word.VERIFIED);
    }
}
