package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.Metric;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({"1,1", "0.2,1", "64,64", "641,650", "6321,'6,400'", "99001,'100,000'", "1234567,'1,300,000'"})
    void shouldSayAboutHowManyRequests(double requests, String text) {
        assertThat(Figures.about(requests)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "999,999", "1000,'1,000'", "-1000,'-1,000'", "-100,-100", "12345678,'12,345,678'"})
    void shouldSetOffThousands(long number, String text) {
        assertThat(Figures.grouped(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"PT0.1S,1 s", "PT119S,119 s", "PT4M,4 min", "PT119M,119 min", "PT3H,3 h", "P9D,9 d"})
    void shouldSayATimeInTheUnitThatSuitsIt(Duration time, String text) {
        assertThat(Figures.time(time)).isEqualTo(text);
    }

    /** Java's own formatter is the reference; it is only too slow. */
    @Test
    void shouldWriteRatiosAndEvidenceInThreeDigits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double log = random.nextDouble() * 60 - 8;
            assertThat(Figures.evidence(log)).isEqualTo(String.format(Locale.ROOT, "%.3g", Math.exp(log)));
        }
        assertThat(Figures.evidence(Math.log(9.996))).isEqualTo("10.0");
        assertThat(Figures.evidence(Math.log(999.6))).isEqualTo("1.00e+03");
        assertThat(Figures.evidence(1_000)).as("beyond every double").isEqualTo("1.97e+434");
        assertThat(Figures.evidence(Double.NEGATIVE_INFINITY)).isEqualTo("0");
        assertThat(Figures.ratio(1.2)).isEqualTo("1.20");
    }

    @Test
    void shouldWriteFiguresWithTheirUnits() {
        assertThat(Figures.text(Metric.ERROR_RATE, 0.00005)).isEqualTo("0.01 %");
        assertThat(Figures.text(Metric.TIMEOUT_RATE, 1.0)).isEqualTo("100.00 %");
        assertThat(Figures.text(Metric.LATENCY_P95, 20_949.0)).isEqualTo("20.9 ms");
        assertThat(Figures.text(Metric.MEMORY, 1.5e13)).isEqualTo("15000000000000 bytes");
        assertThat(Figures.text(Metric.COST, 12.0)).isEqualTo("0.000012");
        assertThat(Figures.text(Metric.CPU, null)).isEqualTo("none");
        assertThat(Figures.rate(9.94)).isEqualTo("9.9 requests/s");
        assertThat(Figures.rate(25.4)).isEqualTo("25 requests/s");
    }
}
