package dev.weir.report;

import static dev.weir.report.DossierDraft.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RolloutReportTest {
    /** Two rollouts of a model: the first went back in its canary, the second is running. */
    private static DossierDraft rolledBack() {
        DossierDraft draft = new DossierDraft().start(0, "shop-v2");
        draft.decided(12, "shop-v2", "ADVANCE", "baseline", "canary-10", 2, "V1", "weir");
        draft.decided(34, "shop-v2", "ROLLBACK", "canary-10", null, 3, "V3", "weir");
        return draft.verdict(12, "V1", "shop-v2", "baseline", 0, 1)
                .verdict(25, "V2", "shop-v2", "canary-10", 0.04, 20)
                .verdict(34, "V3", "shop-v2", "canary-10", 0.05, 250)
                .window(0, "v1", "baseline", 1_000, 5)
                .window(10, "v1", "canary-10", 920, 5)
                .window(10, "v2", "canary-10", 70, 1)
                .window(10, "v2", "canary-10", 80, 2)
                .window(20, "v1", "canary-10", 900, 4)
                .window(20, "v2", "canary-10", 100, 6)
                .window(30, "v1", "canary-10", 960, 4)
                .window(30, "v2", "canary-10", 40, 2)
                .window(40, "v1", "none", 1_000, 5)
                .ack(34.1, "edge-2", 3)
                .ack(34.05, "edge-1", 3)
                .ack(90, "edge-1", 3)
                .report(33, 34, 2, 10)
                .report(33.5, 34.5, 2, 8)
                .report(34.5, 35.5, 3, 5);
    }

    private static ObjectNode report(Dossier dossier, String rollout) {
        return RolloutReport.of(dossier, rollout).orElseThrow();
    }

    @Test
    void shouldSayInOneSentenceHowARolloutEnded() {
        JsonNode report = report(rolledBack().readAt(100), null);

        assertThat(report.path("status").asText()).isEqualTo("ROLLED_BACK");
        assertThat(report.path("outcome").asText())
                .isEqualTo("v2 was rolled back in canary-10 after 34 s: because of <b>this</b> | that");
        assertThat(report.path("gaps")).isEmpty();
    }

    @Test
    void shouldCountTheLastWordOfEachWindowOnce() {
        JsonNode toll = report(rolledBack().readAt(100), null).path("protected");

        assertThat(toll.path("candidateRequests").asLong()).isEqualTo(80 + 100 + 40);
        assertThat(toll.path("candidateFailures").asLong()).isEqualTo(2 + 6 + 2);
        // What the baseline served after the end is no part of the rollout.
        assertThat(toll.path("baselineRequests").asLong()).isEqualTo(1_000 + 920 + 900 + 960);
    }

    @Test
    void shouldTellHowLongTheHarmLastedAndHowSoonItStopped() {
        JsonNode toll = report(rolledBack().readAt(100), null).path("protected");

        // The window of the first failure begins at 10 s, but the candidate served nobody before 12 s.
        assertThat(toll.path("firstFailureNotBefore").asText()).isEqualTo(at(12));
        assertThat(toll.path("firstFailureToEndMs").asLong()).isEqualTo(22_000);
        // The first word of each sidecar counts.
        assertThat(toll.path("endToLastAckMicros").asLong()).isEqualTo(100_000);
        assertThat(toll.path("sidecars").asInt()).isEqualTo(2);
        // Of the report that spans the decision half; none of the one under the new table.
        assertThat(toll.path("candidateRequestsAfterEnd").asLong()).isEqualTo(4);
    }

    @Test
    void shouldReckonWhatWaitingWouldHaveCost() {
        JsonNode toll = report(rolledBack().readAt(100), null).path("protected");

        // 3,000 requests in 30 s: a hundred a second, of which a tenth for a day, and 5 % of them fail.
        assertThat(toll.at("/oneDayLater/requests").asLong()).isEqualTo(864_000);
        assertThat(toll.at("/oneDayLater/failures").asLong()).isEqualTo(43_200);
        assertThat(toll.at("/oneDayLater/message").asText())
                .isEqualTo("One day more at the same weight: 864,000 requests x 5.00 % = 43,200 failures.");
        assertThat(toll.at("/nextStage/stage").asText()).isEqualTo("canary-25");
        assertThat(toll.at("/nextStage/requests").asLong()).isEqualTo(3_000);
        assertThat(toll.at("/nextStage/failures").asLong()).isEqualTo(150);
    }

    @Test
    void shouldGiveEachDecisionTheVerdictItRestsOn() {
        JsonNode decisions = report(rolledBack().readAt(100), null).path("decisions");

        assertThat(decisions).hasSize(3);
        assertThat(decisions.at("/0/verdict").isNull()).isTrue();
        assertThat(decisions.at("/2/verdict/checks/0/eValue").asDouble()).isEqualTo(250);
    }

    @Test
    void shouldTellThePlannedStagesThatWereNotReached() {
        JsonNode stages = report(rolledBack().readAt(100), null).path("stages");

        assertThat(stages)
                .extracting(stage ->
                        stage.path("name").asText() + " " + stage.path("state").asText())
                .containsExactly("baseline DONE", "canary-10 DONE", "canary-25 NOT_REACHED", "full NOT_REACHED");
        assertThat(stages.at("/1/durationMs").asLong()).isEqualTo(22_000);
        assertThat(stages.at("/3/candidateBps").asInt()).isEqualTo(9_500);
    }

    @Test
    void shouldKeepEarlierRolloutsApartFromTheLast() {
        DossierDraft draft = rolledBack().start(200, "shop-v3").verdict(205, "V4", "shop-v3", "baseline", 0, 1);
        Dossier dossier = draft.readAt(230);

        JsonNode earlier = report(dossier, "shop-v2");
        JsonNode last = report(dossier, null);

        assertThat(earlier.path("status").asText()).isEqualTo("ROLLED_BACK");
        assertThat(earlier.path("decisions")).hasSize(3);
        assertThat(last.path("rollout").asText()).isEqualTo("shop-v3");
        assertThat(last.path("status").asText()).isEqualTo("RUNNING");
        assertThat(last.path("endedAt").isNull()).isTrue();
        assertThat(last.path("outcome").asText())
                .isEqualTo("v2 is still on its way, in baseline, 30 s after its start");
        assertThat(RolloutReport.of(dossier, "shop-v9")).isEmpty();
    }

    @Test
    void shouldSayWhatIsMissingRatherThanTakeAPartForTheWhole() {
        DossierDraft draft = rolledBack();
        draft.verdicts.clear();
        draft.metrics.clear();

        JsonNode report = report(draft.readAt(100), null);

        assertThat(report.path("gaps"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "Verdicts: none left; what came before is older than the topic keeps.",
                        "Windows of metrics: none left; what came before is older than the topic keeps.",
                        "The verdicts of 2 decisions are no longer there.");
        assertThat(report.at("/protected/oneDayLater").isNull()).isTrue();
    }

    @Test
    void shouldSayThatTheLastRequestsAreNotCountedYetWhileTheirWindowIsOpen() {
        DossierDraft draft = new DossierDraft().start(0, "shop-v2").verdict(1, "e1", "shop-v2", "baseline", 0.005, 1);
        draft.decided(12, "shop-v2", "ADVANCE", "baseline", "canary-10", 2, null, "weir");
        draft.decided(16, "shop-v2", "ROLLBACK", "canary-10", null, 3, null, "ada");
        draft.window(0, "v1", "baseline", 100, 0);

        assertThat(report(draft.readAt(18), null).path("gaps"))
                .singleElement()
                .satisfies(gap -> assertThat(gap.asText()).contains("its last requests are not counted here"));
        assertThat(report(draft.readAt(60), null).path("gaps")).isEmpty();

        draft.window(10, "v1", "canary-10", 90, 0).window(10, "v2", "canary-10", 10, 0);
        assertThat(report(draft.readAt(24), null).path("gaps")).isEmpty();
    }

    @Test
    void shouldSayThatNothingIsThereYetOfAYoungRollout() {
        assertThat(report(new DossierDraft().start(0, "shop-v2").readAt(5), null)
                        .path("gaps"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "Verdicts: none yet; read again in half a minute.",
                        "Windows of metrics: none yet; read again in half a minute.");
    }

    @Test
    void shouldNameWhatIsLeftToDoAfterAPromotion() {
        DossierDraft draft = new DossierDraft().start(0, "shop-v2");
        draft.decided(12, "shop-v2", "ADVANCE", "baseline", "canary-10", 2, null, "weir");
        draft.decided(80, "shop-v2", "PROMOTE", "canary-10", null, 3, null, "ada");

        JsonNode report = report(draft.readAt(100), null);

        assertThat(report.path("outcome").asText()).startsWith("v2 was promoted by ada after 1 min 20 s");
        assertThat(report.path("todo"))
                .extracting(todo -> todo.path("what").asText())
                .containsExactly(
                        "Keep v1 running until 2 Jan 2026 04:01:20 UTC",
                        "Clean up: delete the plan, and what names v1 in services' settings",
                        "Drill the way back");
    }

    @Test
    void shouldListWhatWindowsSaidOfDriftAndAskForRetrainingWhileItLasts() {
        DossierDraft draft = new DossierDraft().start(0, "shop-v2");
        draft.decided(80, "shop-v2", "PROMOTE", "full", null, 3, null, "weir");
        draft.drift(85, "i1", "HEALTHY", "No drift of v2").drift(95, "i2", "DEGRADED", "Data drift, retrain v2: <age>");

        JsonNode report = report(draft.readAt(100), null);

        assertThat(report.path("drift"))
                .extracting(each -> each.path("message").asText())
                .containsExactly("No drift of v2", "Data drift, retrain v2: <age>");
        assertThat(report.path("todo"))
                .extracting(todo -> todo.path("what").asText())
                .containsSubsequence(
                        "Retrain on recent data",
                        "Validate on data held out",
                        "Roll it out through the same stages",
                        "Write down when, and plan the next")
                .doesNotContain("Wait for outcomes, and look at the accuracy again");
        assertThat(report.at("/series/checks")).isEmpty();
        assertThat(HtmlReport.of(report)).contains("Data drift, retrain v2: &lt;age&gt;");
        assertThat(MarkdownReport.of(report)).contains("## Drift", "DEGRADED: Data drift, retrain v2");
        draft.drift(98, "i3", "HEALTHY", "No drift of v2");
        assertThat(report(draft.readAt(100), null).path("todo"))
                .extracting(todo -> todo.path("what").asText())
                .doesNotContain("Retrain on recent data");
    }

    @Test
    void shouldAskForRetrainingAtOnceWhereTheAccuracyIsFarBelowWhatItWas() {
        DossierDraft draft = new DossierDraft().start(0, "shop-v2");
        draft.decided(70, "shop-v2", "ADVANCE", "canary-25", "full", 2, null, "weir");
        draft.decided(80, "shop-v2", "PROMOTE", "full", null, 3, null, "weir");
        draft.accuracy(90, "a1", 0.92, 0.85);

        ObjectNode report = report(draft.readAt(100), null);

        JsonNode retraining = report.path("retraining");
        assertThat(retraining.path("recommendation").asText()).isEqualTo("RETRAIN IMMEDIATELY");
        assertThat(retraining.path("deployedAt").asText()).isEqualTo(at(70));
        assertThat(HtmlReport.of(report))
                .contains("Is v2 still good enough?", "RETRAIN IMMEDIATELY", "7.0 points less", "Never", "None");
        assertThat(MarkdownReport.of(report))
                .contains(
                        "## Is v2 still good enough?",
                        "RETRAIN IMMEDIATELY: v2 is right in 85.0 % of its answers, 7.0 points less than the 92.0 % when"
                                + " it was deployed 30 s ago",
                        "Last retrain Never, next None");
        assertThat(report.path("todo").findValuesAsText("what"))
                .contains("Retrain on recent data")
                .doesNotContain("Wait for outcomes, and look at the accuracy again");
    }

    @Test
    void shouldSayNothingOfRetrainingOfACandidateThatWentBack() {
        assertThat(report(rolledBack().readAt(100), null).path("retraining").isNull())
                .isTrue();
    }

    @Test
    void shouldComeBackOnceMoreWhenTheVariantKeptWarmIsPutInChargeAgain() {
        DossierDraft draft = new DossierDraft().start(0, "shop-v2");
        draft.decided(80, "shop-v2", "PROMOTE", "full", null, 3, null, "weir");
        draft.decided(90, "shop-v2", "ROLLBACK", "full", null, 4, null, "ada");

        assertThat(report(draft.readAt(100), null).path("status").asText()).isEqualTo("ROLLED_BACK");
    }

    @Test
    void shouldSetTheRealisedSplitBesideTheIntendedOne() {
        JsonNode split = report(rolledBack().readAt(100), null).at("/series/split");

        assertThat(split.at("/2/intendedBps").asInt()).isEqualTo(1_000);
        assertThat(split.at("/2/realisedBps").asInt()).isEqualTo(1_000);
        assertThat(split.at("/4/intendedBps").asInt()).isZero();
        assertThat(split.at("/4/realisedBps").asInt()).isZero();
    }

    @Test
    void shouldWriteWhatPeopleWroteAsTextAndNothingElse() {
        JsonNode report = report(rolledBack().readAt(100), null);

        assertThat(HtmlReport.of(report))
                .contains("because of &lt;b&gt;this&lt;/b&gt; | that")
                .doesNotContain("because of <b>")
                .doesNotContain("src=\"http")
                .contains("43,200 failures");
        assertThat(MarkdownReport.of(report)).contains("because of \\<b\\>this\\</b\\> \\| that");
    }
}
