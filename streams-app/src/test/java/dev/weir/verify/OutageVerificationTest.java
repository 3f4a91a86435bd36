package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.verify.Finding.Word;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A log on which all of Weir was away for a while, and then read what waited there, one partition long before the other. */
class OutageVerificationTest {
    private static final int REQUESTS = 9_000;
    private static final int FAILING_FROM = REQUESTS * 3 / 4;

    private static LiveLog undisturbed;
    private static LiveLog log;

    @BeforeAll
    static void judge() {
        undisturbed = filled().play(LiveLog.Trouble.NONE);
        log = filled().play(LiveLog.Trouble.OUTAGE);
    }

    /** The same requests each time; those that come late are of the traffic, not of the outage. */
    private static LiveLog filled() {
        LiveLog filled = new LiveLog(
                JudgedLog.plan(
                        """
                        stages:
                          - { name: canary, weight: 50, minDuration: 10m, maxDuration: 20m }
                          - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                        override: { skippedStages: "one stage shows it" }
                        guardrails:
                          errorRate:   { maxRatio: 2.0, floor: 0.05 }
                        """),
                7);
        SplittableRandom random = new SplittableRandom(5);
        LiveTraffic traffic = new LiveTraffic(filled, 6);
        for (int i = 0; i < REQUESTS; i++) {
            String variant = random.nextBoolean() ? "v2" : "v1";
            boolean isFailing = i > FAILING_FROM && variant.equals("v2");
            traffic.send(
                    i,
                    variant,
                    Role.SERVED,
                    random.nextInt(100) < (isFailing ? 50 : 1) ? Status.ERROR : Status.OK,
                    "yes");
        }
        return filled;
    }

    @Test
    void shouldLoseNoEvidenceThatHadOnlyNotBeenRead() {
        assertThat(undisturbed.leftOut()).isZero();
        assertThat(log.leftOut()).isZero();
        assertThat(log.late()).isBetween(1L, undisturbed.late());
        assertThat(log.decisions)
                .extracting(Decision::getAction)
                .isEqualTo(
                        undisturbed.decisions.stream().map(Decision::getAction).toList())
                .endsWith(DecisionAction.ROLLBACK);
    }

    @Test
    void shouldVerifyWhatWasDecidedOnABacklog() {
        assertThat(log.derivable()).isNotEmpty().allSatisfy(id -> {
            Finding finding = log.find(id);
            assertThat(finding.word()).as("%s: %s", id, finding.why()).isEqualTo(Word.VERIFIED);
        });
    }
}
