package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.evidence.Guardrail.Action;
import dev.weir.verdict.Verdict.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentWeighingTest {
    private static final double PROVED = EvidenceDraft.PROVED;

    private final EvidenceDraft draft = new EvidenceDraft();

    @Test
    void shouldShareOutTheWholeBudgetAndNoMore() {
        for (int guardrails = 0; guardrails <= 7; guardrails++) {
            for (int segments : List.of(0, 1, 21, 63)) {
                ErrorBudget.Shares shares = EvidenceDraft.BUDGET.shares(guardrails, segments);
                assertThat(guardrails * (shares.overall() + segments * shares.segment()) + shares.catastrophe())
                        .isCloseTo(1, within(1e-12));
                assertThat(shares.catastrophe()).isEqualTo(guardrails == 0 ? 1 : 0.2);
            }
        }
        assertThat(EvidenceDraft.BUDGET.shares(4, 20).overall()).isEqualTo(0.1);
        assertThat(EvidenceDraft.BUDGET.shares(4, 20).segment()).isEqualTo(0.005);
    }

    /** 0.8 / 4 guardrails / 2 / 2 segments is a twentieth: a segment alone rolls back at E = 400. */
    @Test
    void shouldRollBackForHarmInOneSegmentAndNameIt() {
        draft.four(0, PROVED);
        draft.segment("user_type=free", 0, 0);
        draft.segment("user_type=paying", Math.log(400), 0);
        Verdict verdict = draft.verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict.checks())
                .filteredOn(check -> check.state() == CheckState.FAIL)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.metric()).isEqualTo("errorRate");
                    assertThat(check.segment()).isEqualTo("user_type=paying");
                    assertThat(check.logFine()).isNull();
                    assertThat(check.requiredSamples()).isNull();
                    assertThat(check.interval()).isNull();
                });
        assertThat(verdict.message())
                .startsWith("Metrics degraded: errorRate in user_type=paying is beyond 2.00x plus 0.05 % (e = 400);"
                        + " harmed in user_type=paying (errorRate) (1000 requests");
    }

    /** Its evidence has been heard; what speaks against the candidate elsewhere still counts in full. */
    @Test
    void shouldGoOnWithoutASegmentThatHasBeenTakenBack() {
        draft.four(0, PROVED);
        draft.segment("user_type=free", 0, 0);
        draft.segment("user_type=paying", Math.log(400), 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        draft.isolated = List.of("user_type=paying");
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(draft.verdict(null).checks()).noneMatch(check -> check.state() == CheckState.FAIL);
        draft.segments.clear();
        draft.segment("user_type=free", Math.log(400), 0);
        draft.segment("user_type=paying", Math.log(400), 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(draft.verdict(null).checks())
                .filteredOn(check -> check.state() == CheckState.FAIL)
                .extracting(Check::segment)
                .containsExactly("user_type=free");
    }

    @Test
    void shouldAdvanceWithoutProofInSegments() {
        draft.four(0, PROVED);
        draft.segment("user_type=free", 0, 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(draft.verdict(null).checks()).hasSize(4 + 1 + 4);
    }

    @Test
    void shouldPauseForHarmInASegmentWhereTheGuardrailSaysSo() {
        draft.four(0, PROVED);
        draft.set(0, Action.PAUSE, 0, PROVED);
        draft.segment("user_type=free", Math.log(1_000), 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.SUSPECT);
    }

    @Test
    void shouldOnlySayWhatIsHarmedInASegmentWhereTheGuardrailWarns() {
        draft.four(0, PROVED);
        draft.set(0, Action.WARN, 0, PROVED);
        draft.segment("user_type=free", Math.log(1_000), 0);
        Verdict verdict = draft.verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict.status()).isEqualTo(Verdict.Status.DEGRADED);
        assertThat(verdict.checks())
                .filteredOn(check -> check.state() == CheckState.FAIL)
                .extracting(Check::segment)
                .containsExactly("user_type=free");
    }

    /** 8 pairs of metric and segment: one is named from E = 8 / 0.05 on, two from half of that. */
    @Test
    void shouldNameCulpritsByTheirShareOfFalseNames() {
        draft.four(0, PROVED);
        draft.segment("user_type=free", Math.log(159), 0);
        draft.segment("user_type=paying", 0, 0);
        assertThat(draft.verdict(null).message()).doesNotContain("harmed");
        draft.segments.clear();
        draft.segment("user_type=free", Math.log(159), Math.log(81));
        draft.segment("user_type=paying", 0, Math.log(20));
        assertThat(draft.verdict(null).message())
                .contains("; harmed so far in user_type=free (errorRate, timeoutRate) (");
        assertThat(draft.verdict(null).standing()).isNotEqualTo(Standing.BROKEN);
    }

    @Test
    void shouldAddUpWhatIsHarmfulInManySegments() {
        draft.four(Math.log(10), 0);
        draft.segment("user_type=free", Math.log(200), Math.log(200));
        draft.segment("user_type=paying", Math.log(200), Math.log(10));
        // 0.1 (4 x 10) + 0.05 (3 x 200 + 10 + 4) + 0.2 = 34.9
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(draft.verdict(null).checks())
                .filteredOn(check -> check.state() == CheckState.FAIL)
                .singleElement()
                .satisfies(check -> assertThat(check.segment()).isEqualTo("user_type=free"));
    }
}
