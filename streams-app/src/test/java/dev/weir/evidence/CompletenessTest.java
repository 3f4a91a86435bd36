package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletenessTest {
    private final Completeness completeness = new Completeness();

    @Test
    void shouldComplainOfMoreThanOneInAHundred() {
        completeness.counted(100, "v2.0", 990);
        completeness.missing(100, "v2.0", 10);
        assertThat(completeness.complaint("v2.0")).isNull();
        completeness.missing(101, "v2.0", 1);
        assertThat(completeness.complaint("v2.0"))
                .isEqualTo("11 of the last minute's 1001 requests of v2.0 came late or not at all");
        assertThat(completeness.complaint("v1.0")).isNull();
    }

    @Test
    void shouldBearASingleRequestOfAFew() {
        completeness.counted(100, "v2.0", 5);
        completeness.missing(100, "v2.0", 2);
        assertThat(completeness.complaint("v2.0")).isNull();
        completeness.missing(100, "v2.0", 1);
        assertThat(completeness.complaint("v2.0")).isNotNull();
    }

    @Test
    void shouldForgetAfterAMinute() {
        completeness.missing(100, "v2.0", 50);
        completeness.counted(159, "v2.0", 50);
        assertThat(completeness.complaint("v2.0")).isNotNull();
        completeness.counted(160, "v2.0", 50);
        assertThat(completeness.complaint("v2.0")).isNull();
    }
}
