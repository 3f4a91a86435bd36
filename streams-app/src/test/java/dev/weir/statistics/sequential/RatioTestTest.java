package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.LogDomain;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryBlock() {
        OracleTable.scenarios("seq_ratio_eprocess").forEach((scenario, rows) -> {
            double rho = rows.get(0).real("rho");
            RatioTest rollback = RatioTest.beyond(rho, 0);
            RatioTest advance = RatioTest.within(rho, 0);
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

    @Test
    void shouldAgreeWithTheOracleOnTheFloor() {
        for (Row row : OracleTable.read("seq_ratio_floor")) {
            double rho = row.real("rho");
            RatioTest test = new RatioTest(rho, row.real("eps"), List.of(rho * row.real("m")));
            Tolerance.check(row, "log_e", logEValues(test, row)[0]);
        }
    }

    /** From mpmath 1.3 with 50 digits, the formula as it stands. */
    @Test
    void shouldKeepItsDigitsWhereOneArmIsAMillionTimesTheOther() {
        assertThat(LogDomain.mean(RatioTest.beyond(2, 0).logEValues(1_612_448_670, 80_622_433, 1, 0)))
                .isCloseTo(0.0160789414906125316, within(1e-14));
        assertThat(LogDomain.mean(RatioTest.within(2, 0).logEValues(1_612_448_670, 80_622_433, 1, 0)))
                .isCloseTo(-0.09529816569060894, within(1e-14));
        assertThat(LogDomain.mean(RatioTest.beyond(1, 0.001).logEValues(1_416_828_642, 70_841_432, 11, 0)))
                .isCloseTo(0.358637430848496224, within(1e-13));
        assertThat(LogDomain.mean(RatioTest.within(0.5, 0.001).logEValues(8_996_264, 449_813, 1, 1)))
                .isCloseTo(0.761443442819876837, within(1e-13));
    }

    private static double[] logEValues(RatioTest test, Row row) {
        return test.logEValues(row.whole("n_c"), row.whole("k_c"), row.whole("n_b"), row.whole("k_b"));
    }

    @Test
    void shouldSayNothingWhereAnArmIsEmpty() {
        assertThat(RatioTest.beyond(2, 0.0005).logEValues(0, 0, 10, 3))
                .containsOnly(0.0)
                .hasSize(10);
        assertThat(RatioTest.within(2, 0.0005).logEValues(10, 3, 0, 0))
                .containsOnly(0.0)
                .hasSize(6);
    }

    @Test
    void shouldMultiplyEvidenceByAtMostTheExposureRatioForOneBadOutcome() {
        // (rho n_c + n_b) / (rho n_c) with rho = 2 is 10.5 at 5 % of the traffic.
        assertThat(RatioTest.beyond(2, 0).logEValues(5, 1, 95, 0)[9]).isCloseTo(Math.log(10.5), within(0.01));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioTest.beyond(Double.NaN, 0))
                .withMessage("limit must be positive and finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioTest.beyond(2, -0.1))
                .withMessage("floor must be 0 or more and below 1, not -0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RatioTest(2, 0, List.of(1.5, 3.0)))
                .withMessage("alternatives must lie all above or all below 2.0, not [1.5, 3.0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioTest.beyond(2, 0).logEValues(5, 6, 10, 0))
                .withMessage("kC must be from 0 to nC = 5, not 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioTest.beyond(2, 0).logEValues(5, 0, -1, 0))
                .withMessage("nB must be 0 or more, not -1");
    }
}
