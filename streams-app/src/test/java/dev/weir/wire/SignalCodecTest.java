package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.RouterReport;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignalCodecTest {
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000L);
    /** A command this version cannot carry out is refused where everybody sees it, and never taken for another. */
    @ParameterizedTest
    @EnumSource(CommandType.class)
    void shouldTakeEveryCommandAtItsName(CommandType type) {
        Command command = SignalCodec.command(OperatorCommand.newBuilder()
                .setCommandId("c-1")
                .setModel("sentiment")
                .setTimestamp(AT)
                .setCommand(type)
                .setIssuedBy("ada")
                .setReason("because")
                .setForce(true)
                .build());
        assertThat(command.verb().name()).isEqualTo(type.name());
        assertThat(command.issuedBy()).isEqualTo("ada");
        assertThat(command.reason()).isEqualTo("because");
        assertThat(command.force()).isTrue();
    }

    @Test
    void shouldCarryAReportOver() {
        dev.weir.evidence.RouterReport report = SignalCodec.report(RouterReport.newBuilder()
                .setSidecar("edge-1")
                .setModel("sentiment")
                .setRevision(3)
                .setFrom(AT)
                .setUntil(AT.plusMillis(1_000))
                .setAssigned(Map.of("v1.0", 9L))
                .setDropped(2)
                .setStale(true)
                .build());
        assertThat(report)
                .isEqualTo(new dev.weir.evidence.RouterReport(
                        "edge-1", 3, AT.toEpochMilli(), AT.toEpochMilli() + 1_000, Map.of("v1.0", 9L), 2, true));
    }
}
