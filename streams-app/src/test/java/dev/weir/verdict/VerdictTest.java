package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.verdict.Verdict.AbStatus;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void shouldNameNoWinnerBetweenTwoNamesOfOneModel() {
        Verdict won = verdict(AbStatus.B_WINS).ofOneModel();
        assertThat(won.abStatus()).isEqualTo(AbStatus.INCONCLUSIVE);
        assertThat(won.recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(won.message())
                .isEqualTo("A false alarm, since both variants are the same model: v2.0 has more success");
        Verdict tie = verdict(AbStatus.TIE);
        assertThat(tie.ofOneModel()).isEqualTo(tie);
        assertThat(verdict(null).ofOneModel()).isEqualTo(verdict(null));
    }

    @Test
    void shouldKeepAllButTheRecommendation() {
        Verdict other = verdict(AbStatus.TIE).recommending(Recommendation.CLEAN_UP);
        assertThat(other.recommendation()).isEqualTo(Recommendation.CLEAN_UP);
        assertThat(other.recommending(Recommendation.ADVANCE)).isEqualTo(verdict(AbStatus.TIE));
    }

    private static Verdict verdict(AbStatus status) {
        return new Verdict(
                "v-1",
                Instant.EPOCH,
                Kind.AB_TEST,
                Status.HEALTHY,
                Recommendation.ADVANCE,
                Standing.PROVED,
                "v2.0 has more success",
                List.of(),
                1_000,
                1_000,
                status);
    }
}
