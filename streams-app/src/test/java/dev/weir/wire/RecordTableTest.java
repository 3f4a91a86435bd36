package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.Decision;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictStatus;
import dev.weir.topic.Topics;
import dev.weir.view.Records;
import java.util.List;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class RecordTableTest {
    private static final Check ERRORS = Check.newBuilder()
            .setMetric("errorRate")
            .setRatio(1.5)
            .setThreshold(2.0)
            .setBaselineSamples(400L)
            .setState(CheckState.PASS)
            .build();

    @Test
    void shouldGiveEachCheckOfAVerdictARowOfItsOwn() {
        Verdict verdict = Verdict.newBuilder(Records.verdict(1, VerdictStatus.HEALTHY))
                .setChecks(List.of(
                        ERRORS,
                        Check.newBuilder(ERRORS)
                                .setMetric("latencyP95")
                                .setRatio(null)
                                .build()))
                .build();
        RecordTable table = RecordTable.of(Verdict.getClassSchema());

        List<List<String>> rows = table.rows(JsonCodec.toJson(verdict));

        assertThat(rows).hasSize(2);
        assertThat(cells(table, rows, "checks.metric")).containsExactly("errorRate", "latencyP95");
        assertThat(cells(table, rows, "checks.ratio")).containsExactly("1.5", "");
        assertThat(cells(table, rows, "checks.baselineSamples")).containsExactly("400", "400");
        assertThat(cells(table, rows, "verdictId")).containsExactly(verdict.getVerdictId(), verdict.getVerdictId());
        assertThat(cells(table, rows, "timestamp").get(0)).isEqualTo("2026-01-02T03:00:01.000Z");
    }

    @Test
    void shouldKeepAVerdictWithoutChecks() {
        Verdict verdict = Verdict.newBuilder(Records.verdict(1, VerdictStatus.HEALTHY))
                .setChecks(List.of())
                .build();
        RecordTable table = RecordTable.of(Verdict.getClassSchema());

        List<List<String>> rows = table.rows(JsonCodec.toJson(verdict));

        assertThat(rows).hasSize(1);
        assertThat(cells(table, rows, "checks.metric")).containsExactly("");
    }

    @Test
    void shouldNameTheFieldsOfARecordWithinARecordAndKeepOtherListsInOneCell() {
        assertThat(RecordTable.of(Decision.getClassSchema()).columns())
                .startsWith("decisionId", "model", "rollout", "timestamp", "action", "fromStage", "toStage", "revision")
                .anyMatch(column -> column.startsWith("baselineFigures."));
        assertThat(RecordTable.of(RoutingTable.getClassSchema()).columns())
                .contains("weights", "users", "shadow.variant");
        assertThat(RecordTable.of(MetricsWindow.getClassSchema()).columns()).contains("latencyBins");
    }

    @Test
    void shouldHaveACellForEveryColumnOfEveryTopic() {
        assertThat(Topics.all())
                .filteredOn(topic -> SpecificRecord.class.isAssignableFrom(topic.valueType()))
                .hasSizeGreaterThan(10)
                .allSatisfy(topic -> {
                    RecordTable table = RecordTable.of(SpecificData.get().getSchema(topic.valueType()));
                    assertThat(table.columns()).doesNotHaveDuplicates();
                    assertThat(table.rows(JsonNodeFactory.instance.objectNode()))
                            .singleElement()
                            .asInstanceOf(InstanceOfAssertFactories.LIST)
                            .hasSameSizeAs(table.columns());
                });
    }

    private static List<String> cells(RecordTable table, List<List<String>> rows, String column) {
        return rows.stream()
                .map(row -> row.get(table.columns().indexOf(column)))
                .toList();
    }
}
