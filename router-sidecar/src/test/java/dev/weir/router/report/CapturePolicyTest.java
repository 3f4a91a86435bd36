package dev.weir.router.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.report.CapturePolicy.Treatment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapturePolicyTest {

    private static final Input INPUT = new Input(Map.of("age", 40.0), Map.of("country", "CA"));
    private static final Prediction ANSWER = new Prediction("spam", 0.9, 1.5, "a text", List.of(1f, 2f));

    @Test
    void shouldChangeNothingWhereEverythingIsKept() {
        assertThat(CapturePolicy.KEEP_ALL.input(INPUT)).isEqualTo(INPUT);
        assertThat(CapturePolicy.KEEP_ALL.prediction(ANSWER)).isEqualTo(ANSWER);
        assertThat(CapturePolicy.KEEP_ALL.unit("u")).isEqualTo("u");
        assertThat(CapturePolicy.KEEP_ALL.input(null)).isNull();
        assertThat(CapturePolicy.KEEP_ALL.prediction(null)).isNull();
    }

    /** Expected values: printf CA | openssl dgst -sha256 -hmac salt, the first 32 digits; likewise the others. */
    @Test
    void shouldHashTextsUnderTheSaltAndKeepTheirNames() {
        CapturePolicy policy = new CapturePolicy(
                Treatment.KEEP, Treatment.HASH, Treatment.HASH, Treatment.KEEP, Treatment.HASH, "salt");
        assertThat(policy.input(INPUT).categories())
                .containsExactly(Map.entry("country", "2cf9ee466f2988d17cbe3fe89e6f0308"));
        assertThat(policy.input(INPUT).features()).isEqualTo(INPUT.features());
        assertThat(policy.prediction(ANSWER).text()).isEqualTo("5063fed587aac46db4f88fdd9a2eb244");
        assertThat(policy.prediction(ANSWER).label()).isEqualTo("spam");
        assertThat(policy.unit("user-1")).isEqualTo("75e1c9e2ecfeb00cd5106d0f6a93667b");
        assertThat(policy.unit(null)).isNull();
    }

    @Test
    void shouldLeaveOutWhatIsDropped() {
        CapturePolicy policy =
                new CapturePolicy(Treatment.DROP, Treatment.DROP, Treatment.DROP, Treatment.DROP, null, null);
        assertThat(policy.input(INPUT)).isEqualTo(new Input(Map.of(), Map.of()));
        assertThat(policy.prediction(ANSWER)).isEqualTo(new Prediction("spam", 0.9, 1.5));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> new CapturePolicy(Treatment.HASH, null, null, null, null, "s"))
                .hasMessage("features: numbers cannot be hashed; write keep or drop");
        assertThatThrownBy(() -> new CapturePolicy(null, null, null, Treatment.HASH, null, "s"))
                .hasMessageStartingWith("embedding: numbers");
        assertThatThrownBy(() -> new CapturePolicy(null, null, null, null, Treatment.DROP, "s"))
                .hasMessageStartingWith("unit cannot be left out");
        assertThatThrownBy(() -> new CapturePolicy(null, Treatment.HASH, null, null, null, " "))
                .hasMessageStartingWith("salt is missing");
    }
}
