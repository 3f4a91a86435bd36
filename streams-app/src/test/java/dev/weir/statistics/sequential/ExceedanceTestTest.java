package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceedanceTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryBlock() {
        OracleTable.scenarios("seq_quantile_eprocess").forEach((scenario, rows) -> {
            double q = rows.get(0).real("q");
            ExceedanceTest rollback = ExceedanceTest.beyond(q);
            ExceedanceTest advance = ExceedanceTest.within(q);
            ProductMixture plain = ProductMixture.start(rollback.size());
            ShiryaevMixture shiryaev =
                    ShiryaevMixture.start(rollback.size(), rows.get(0).real("horizon"), ShiryaevMixture.Prior.UNIFORM);
            ProductMixture proof = ProductMixture.start(advance.size());
            for (Row row : rows) {
                double[] block = logEValues(rollback, row);
                plain = plain.times(block);
                shiryaev = shiryaev.times(block);
                proof = proof.times(logEValues(advance, row));
                Tolerance.check(row, "log_e_rollback_plain", plain.logE());
                Tolerance.check(row, "log_e_rollback_shiryaev", shiryaev.logE());
                Tolerance.check(row, "log_e_advance_plain", proof.logE());
            }
        });
    }

    private static double[] logEValues(ExceedanceTest test, Row row) {
        return test.logEValues(row.whole("n_c"), row.whole("k_c"), row.whole("n_b"), row.whole("k_b"));
    }

    @Test
    void shouldSayNothingWhereAnArmIsEmpty() {
        assertThat(ExceedanceTest.beyond(0.95).logEValues(0, 0, 10, 3))
                .containsOnly(0.0)
                .hasSize(8);
        assertThat(ExceedanceTest.within(0.5).logEValues(10, 3, 0, 0))
                .containsOnly(0.0)
                .hasSize(5);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExceedanceTest.beyond(95))
                .withMessage("quantile must be above 0 and below 1, not 95.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExceedanceTest(0.5, List.of()))
                .withMessage("odds must hold at least one value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExceedanceTest(0.5, List.of(2.0, 1.0)))
                .withMessage("odds must lie all above or all below 1.0, not [2.0, 1.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExceedanceTest.beyond(0.5).logEValues(5, 1, 5, -1))
                .withMessage("kB must be from 0 to nB = 5, not -1");
    }
}
