package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.RuleChange.OfUnit;
import dev.weir.verdict.Verdict.Standing;
import org.junit.jupiter.api.Test;

/** Who gets which variant whatever the weights say, and until when. */
class RulesTest {
    private static final OfUnit ADA = new OfUnit("42", "v2.0");
    private static final OfSegment PREMIUM = new OfSegment("user_type", "premium", "v2.0");
    private static final OfSegment FREE = new OfSegment("user_type", "free", "v1.0");

    private final Drive drive = Drive.started(new PlanDraft().plan()).to("canary-25");

    @Test
    void shouldPutARuleIntoTheTableAndOnRecord() {
        Decision decision = drive.rule(Verb.SET_USER, ADA);
        assertThat(decision.action()).isEqualTo(Action.OVERRIDE);
        assertThat(decision.issuedBy()).isEqualTo("ada");
        assertThat(decision.reason()).isEqualTo("unit 42 gets v2.0 whatever the weights say: because I say so");
        assertThat(decision.fromStage()).isEqualTo("canary-25").isEqualTo(decision.toStage());
        drive.rule(Verb.SET_SEGMENT, PREMIUM);
        drive.rule(Verb.SET_SEGMENT, FREE);
        assertThat(drive.table().rules().users()).containsOnlyKeys("42").containsValue("v2.0");
        assertThat(drive.table().rules().segments()).containsExactly(PREMIUM, FREE);
        assertThat(drive.table().revision()).isEqualTo(5);
        assertThat(drive.state.rollout().stageName()).isEqualTo("canary-25");
    }

    @Test
    void shouldChangeNothingWhenARuleIsSetAgain() {
        drive.rule(Verb.SET_USER, ADA);
        Decision again = drive.rule(Verb.SET_USER, ADA);
        assertThat(again.action()).isEqualTo(Action.OVERRIDE);
        assertThat(again.revision()).isNull();
        assertThat(drive.state.revision()).isEqualTo(3);
    }

    @Test
    void shouldKeepTheOrderOfRulesWhenOneOfThemChanges() {
        drive.rule(Verb.SET_SEGMENT, PREMIUM);
        drive.rule(Verb.SET_SEGMENT, FREE);
        drive.rule(Verb.SET_SEGMENT, (OfSegment) PREMIUM.naming("v1.0"));
        assertThat(drive.table().rules().segments()).containsExactly((OfSegment) PREMIUM.naming("v1.0"), FREE);
    }

    @Test
    void shouldRemoveARuleAndRefuseToRemoveWhatIsNotThere() {
        drive.rule(Verb.SET_USER, ADA);
        assertThat(drive.rule(Verb.REMOVE_USER, ADA.naming(null)).reason())
                .isEqualTo("unit 42 follows the weights again: because I say so");
        assertThat(drive.table().rules()).isEqualTo(Rules.NONE);
        Decision refused = drive.rule(Verb.REMOVE_USER, ADA.naming(null));
        assertThat(refused.action()).isEqualTo(Action.REFUSE);
        assertThat(refused.reason()).isEqualTo("remove-user: unit 42 has no rule of its own; nothing is removed");
    }

    @Test
    void shouldRefuseAVariantThatDoesNotRun() {
        assertThat(drive.rule(Verb.SET_USER, ADA.naming("v3.0")).reason())
                .isEqualTo("set-user: v3.0 does not run; write v1.0 or v2.0");
        drive.command(Verb.ABORT);
        assertThat(drive.rule(Verb.SET_USER, ADA).reason())
                .isEqualTo("set-user: v2.0 does not run; write v1.0, the variant in charge");
        assertThat(drive.rule(Verb.SET_USER, ADA.naming("v1.0")).action()).isEqualTo(Action.OVERRIDE);
        assertThat(new Drive().rule(Verb.SET_USER, ADA).reason())
                .isEqualTo("set-user: sentiment has had no rollout: there is no variant to choose");
        assertThat(drive.rule(Verb.SET_SEGMENT, null).reason())
                .isEqualTo("set-segment: whom it is about is missing; name a unit, or a segment's key and value");
    }

    /** While nothing is served by the candidate, nobody is its first user. */
    @Test
    void shouldServeNobodyByRuleBeforeTheFirstStageWithAWeight() {
        Drive early = Drive.started(new PlanDraft().plan());
        assertThat(early.rule(Verb.SET_USER, ADA).reason())
                .isEqualTo("set-user: nothing is served by v2.0 at baseline; wait for the first stage with a weight");
        assertThat(early.rule(Verb.SET_USER, ADA.naming("v1.0")).action()).isEqualTo(Action.OVERRIDE);
    }

    @Test
    void shouldHoldNoMoreRulesThanATableCan() {
        for (int i = 0; i < Rules.MOST_USERS; i++) {
            drive.rule(Verb.SET_USER, new OfUnit("u" + i, "v1.0"));
        }
        assertThat(drive.rule(Verb.SET_USER, ADA).reason())
                .isEqualTo("set-user: there are 1000 rules on units already, which is as many as a table holds; remove"
                        + " one, or send a segment that holds them all");
        assertThat(drive.rule(Verb.SET_USER, new OfUnit("u7", "v2.0")).action()).isEqualTo(Action.OVERRIDE);
        for (int i = 0; i < Rules.MOST_SEGMENTS; i++) {
            drive.rule(Verb.SET_SEGMENT, new OfSegment("k", "v" + i, "v1.0"));
        }
        assertThat(drive.rule(Verb.SET_SEGMENT, PREMIUM).reason())
                .isEqualTo("set-segment: there are 100 rules on segments already, which is as many as a table holds;"
                        + " remove one");
    }

    @Test
    void shouldLeaveNobodyWithACandidateThatWasTakenBack() {
        for (Verb verb : new Verb[] {Verb.ROLLBACK, Verb.ABORT}) {
            Drive back = Drive.started(new PlanDraft().plan()).to("canary-25");
            back.rule(Verb.SET_USER, ADA);
            back.rule(Verb.SET_SEGMENT, PREMIUM);
            back.rule(Verb.SET_SEGMENT, FREE);
            back.command(verb);
            assertThat(back.table().rules().users()).isEmpty();
            assertThat(back.table().rules().segments()).containsExactly(FREE);
        }
        drive.rule(Verb.SET_USER, ADA);
        drive.judged(Standing.BROKEN);
        assertThat(drive.table().rules()).isEqualTo(Rules.NONE);
    }

    @Test
    void shouldRemoveEveryRuleWithThePromotion() {
        drive.rule(Verb.SET_SEGMENT, FREE);
        drive.to("full").rule(Verb.SET_USER, ADA);
        Decision promoted = drive.judged(Standing.PROVED).orElseThrow();
        assertThat(promoted.action()).isEqualTo(Action.PROMOTE);
        assertThat(promoted.reason()).endsWith("; 2 rules are removed");
        assertThat(drive.table().rules()).isEqualTo(Rules.NONE);
        assertThat(drive.table().baseline()).isEqualTo("v2.0");
    }
}
