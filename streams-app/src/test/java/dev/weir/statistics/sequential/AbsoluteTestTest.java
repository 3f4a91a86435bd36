package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AbsoluteTestTest {
    private static final AbsoluteTest TEN_PERCENT = new AbsoluteTest(0.1);

    /** The table leaves out blocks in the middle of a run of equal ones: block t repeats the next row that is given. */
    @Test
    void shouldAgreeWithTheOracleOnEveryBlock() {
        Map<String, List<Row>> scenarios = OracleTable.scenarios("seq_catastrophe");
        assertThat(scenarios).hasSize(3);
        scenarios.forEach((scenario, rows) -> {
            ShiryaevMixture process =
                    ShiryaevMixture.start(TEN_PERCENT.size(), rows.get(0).real("H"));
            for (Row row : rows) {
                while (process.blocks() <= row.whole("t")) {
                    process = process.times(TEN_PERCENT.logEValues(row.whole("n_c"), row.whole("k_c")));
                }
                Tolerance.check(row, "log_e", process.logE());
            }
        });
    }

    @Test
    void shouldFireOnThreeFailuresOfThreeAndAfterAnyHealthyPastOnTen() {
        double[] failure = TEN_PERCENT.logEValues(1, 1);
        ShiryaevMixture start = ShiryaevMixture.start(TEN_PERCENT.size(), 5000);
        assertThat(start.times(failure).times(failure).times(failure).logE()).isGreaterThan(Math.log(100));

        ShiryaevMixture healthy = start;
        for (int block = 0; block < 1000; block++) {
            healthy = healthy.times(TEN_PERCENT.logEValues(20, 0));
        }
        for (int block = 0; block < 10; block++) {
            healthy = healthy.times(failure);
        }
        assertThat(healthy.logE()).isGreaterThan(Math.log(100));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AbsoluteTest(1))
                .withMessage("limit must be above 0 and below 1, not 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEN_PERCENT.logEValues(3, 4))
                .withMessage("k must be from 0 to n = 3, not 4");
    }
}
