package dev.weir.router.ofrep;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessHintTest {

    @ParameterizedTest
    @CsvSource({
        "1771622898, 2026-02-20T21:28:18Z",
        "2026-02-20T21:28:18Z, 2026-02-20T21:28:18Z",
        "2026-02-20T22:28:18+01:00, 2026-02-20T21:28:18Z",
        "2026-02-20, 2026-02-20T00:00:00Z",
    })
    void shouldReadSecondsInstantsAndDates(String sent, Instant expected) {
        assertThat(hint(sent).lastModified()).hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "2026-02-30", "''", "99999999999999999999"})
    void shouldPassOverWhatIsNoInstant(String sent) {
        assertThat(hint(sent).lastModified()).isEmpty();
    }

    @Test
    void shouldHintAtNothingWhereTheQuerySaysNothing() {
        assertThat(FreshnessHint.of(MultiMap.caseInsensitiveMultiMap()).etag()).isEmpty();
    }

    private static FreshnessHint hint(String lastModified) {
        return FreshnessHint.of(MultiMap.caseInsensitiveMultiMap().set("flagConfigLastModified", lastModified));
    }
}
