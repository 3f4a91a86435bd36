package dev.weir.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageHinkleyTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (List<Row> scenario : OracleTable.scenarios("page_hinkley").values()) {
            PageHinkley detector = PageHinkley.start(0.005);
            for (Row row : scenario) {
                detector = detector.step(row.real("x"));
                Tolerance.check(row, "statistic", detector.statistic());
            }
        }
    }

    @Test
    void shouldRiseOnlyAfterTheMeanHasRisen() {
        PageHinkley detector = PageHinkley.start(0.005);
        for (int i = 0; i < 1_000; i++) {
            detector = detector.step(i % 10 == 0 ? 1 : 0);
        }
        assertThat(detector.alarms(10)).isFalse();
        for (int i = 0; i < 100; i++) {
            detector = detector.step(i % 2);
        }
        assertThat(detector.alarms(10)).isTrue();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageHinkley.start(-1))
                .withMessage("tolerated must be finite and 0 or more, not -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageHinkley.start(0).step(Double.NaN))
                .withMessage("x must be finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageHinkley.start(0).alarms(0))
                .withMessage("threshold must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PageHinkley(0, 1, 0, -2, -1))
                .withMessage("least must be at most 0 and at most sum = -2.0, not -1.0");
    }
}
