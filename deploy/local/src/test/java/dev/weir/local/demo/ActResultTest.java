package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.load.VariantLoad;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.RouteAck;
import dev.weir.serde.TrustedRecords;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ActResultTest {
    static {
        TrustedRecords.declare();
    }

    private static final int WIDTH = 79;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Act BROKEN_BUILD = Act.standard().get(1);
    private static final VariantLoad TEN_FAILURES = new VariantLoad(70, 10, START.plusMillis(2_500));

    @Test
    void shouldBeAsExpectedOnlyIfRolledBackAsACanary() {
        assertThat(rolledBackIn("canary-10").asExpected()).isTrue();
        assertThat(rolledBackIn("full").asExpected()).isFalse();
    }

    @Test
    void shouldNotBeAsExpectedIfItEndedTheOtherWay() {
        assertThat(new ActResult(BROKEN_BUILD, START, "PROMOTED", RolloutTrail.EMPTY, TEN_FAILURES).asExpected())
                .isFalse();
        assertThat(new ActResult(BROKEN_BUILD, START, "PAUSED", RolloutTrail.EMPTY, TEN_FAILURES).asExpected())
                .isFalse();
    }

    @Test
    void shouldMeasureFromTheFirstFailureToTheDecisionAndOnToTheLastSidecar() {
        ActResult result = rolledBackIn("canary-10");

        assertThat(result.fromFirstFailureToDecision()).contains(Duration.ofMillis(3_500));
        assertThat(result.fromDecisionToLastSidecar()).contains(Duration.ofMillis(40));
        assertThat(DemoReport.of(result, WIDTH))
                .contains(
                        "  v2.1 served 70 requests, 10 of them failed",
                        "  from its first failure to the decision: 3.5 s",
                        "  from the decision to the last sidecar: 40 ms");
    }

    @Test
    void shouldSayWhatWasExpectedWhenItWentWrong() {
        assertThat(DemoReport.of(
                        new ActResult(BROKEN_BUILD, START, "PROMOTED", RolloutTrail.EMPTY, TEN_FAILURES), WIDTH))
                .anyMatch(line -> line.contains("PROMOTED, expected ROLLED_BACK"))
                .contains("  from the decision to the last sidecar: not acknowledged");
    }

    @Test
    void shouldGiveEachDecisionOneLineOfTheTerminal() {
        String reason = "All metrics within thresholds: errorRate 0.00 % against 0.00 % is within 2.00x (e = 21.2)";

        assertThat(DemoReport.of(rolledBackIn("canary-10", reason), WIDTH))
                .filteredOn(line -> line.contains("ROLLBACK in"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .hasSize(WIDTH)
                        .startsWith("     6.0 s  ROLLBACK in canary-10 (revision 5): All metrics")
                        .endsWith("…"));
    }

    @Test
    void shouldIgnoreAcksOfOtherTables() {
        RolloutTrail trail = rolledBackIn("canary-10").trail().with(ack("edge-2", 4, START.plusSeconds(60)));

        assertThat(trail.untilApplied(trail.end().orElseThrow())).contains(Duration.ofMillis(40));
        assertThat(trail.sidecarsAt(5)).isEqualTo(2);
        assertThat(trail.sidecarsAt(6)).isZero();
    }

    @Test
    void shouldTellItsOwnDecisionsFromThoseOfOtherRollouts() {
        RolloutTrail trail = rolledBackIn("canary-10").trail();

        assertThat(trail.of(BROKEN_BUILD.plan().name()).decisions()).hasSize(1);
        assertThat(trail.of("another").decisions()).isEmpty();
    }

    private static ActResult rolledBackIn(String stage) {
        return rolledBackIn(stage, "errorRate 14 % against 0 %");
    }

    private static ActResult rolledBackIn(String stage, String reason) {
        RolloutTrail trail = RolloutTrail.EMPTY
                .with(Decision.newBuilder()
                        .setDecisionId("d-1")
                        .setModel("digits")
                        .setRollout(BROKEN_BUILD.plan().name())
                        .setTimestamp(START.plusSeconds(6))
                        .setAction(DecisionAction.ROLLBACK)
                        .setFromStage(stage)
                        .setRevision(5L)
                        .setIssuedBy("weir")
                        .setReason(reason)
                        .build())
                .with(ack("edge-1", 5, START.plusMillis(6_010)))
                .with(ack("edge-2", 5, START.plusMillis(6_040)));
        return new ActResult(BROKEN_BUILD, START, "ROLLED_BACK", trail, TEN_FAILURES);
    }

    private static RouteAck ack(String sidecar, long revision, Instant at) {
        return RouteAck.newBuilder()
                .setSidecar(sidecar)
                .setModel("digits")
                .setRevision(revision)
                .setAppliedAt(at)
                .build();
    }
}
