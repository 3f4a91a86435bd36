package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Segments;
import dev.weir.window.Clusters;
import dev.weir.window.OutcomeLosses;
import dev.weir.window.OutcomeTally;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutcomeEvidenceTest {
    private static final OutcomeTally ONE = new OutcomeTally(1, clusters(1), null, null, null, OutcomeLosses.NONE);

    @Test
    void shouldKeepApartTheFirstTwentyValuesOfAnAttributeAndTheRestTogether() {
        OutcomeEvidence evidence = OutcomeEvidence.NONE;
        for (int i = 0; i < 50; i++) {
            evidence = evidence.add(start(false, "city"), Segments.canonical(Map.of("city", "c" + i)), ONE, i % 2 == 0);
        }
        evidence = evidence.add(start(false, "city"), Segments.NONE, ONE, true);

        assertThat(evidence.strata()).hasSize(OutcomeEvidence.MOST_VALUES + 1);
        ArmOutcomes others = evidence.strata().get("city=" + Segments.OTHER);
        assertThat(others.baseline().requests() + others.candidate().requests()).isEqualTo(31);
    }

    @Test
    void shouldBoundTheCombinationsOfSeveralAttributes() {
        OutcomeEvidence evidence = OutcomeEvidence.NONE;
        ExperimentStart start = start(false, "city", "user_type");
        for (int i = 0; i < 400; i++) {
            String attributes = Segments.canonical(Map.of("city", "c" + i % 20, "user_type", "u" + i / 20));
            evidence = evidence.add(start, attributes, ONE, true);
        }
        assertThat(evidence.strata()).hasSizeLessThanOrEqualTo(OutcomeEvidence.MOST_STRATA + 1);
        assertThat(evidence.strata().values().stream()
                        .mapToLong(arms -> arms.candidate().requests())
                        .sum())
                .isEqualTo(400);
    }

    @Test
    void shouldKeepWhatThereWasWhenAsManyOutcomesAsPlannedWereThereOfBoth() {
        OutcomeEvidence evidence = OutcomeEvidence.NONE;
        for (int i = 0; i < 25; i++) {
            evidence = evidence.add(start(true), Segments.NONE, ONE, true);
            assertThat(evidence.atLook()).isNull();
        }
        for (int i = 0; i < 20; i++) {
            evidence = evidence.add(start(true), Segments.NONE, ONE, false);
        }
        ArmOutcomes looked = evidence.atLook().get(Segments.NONE);
        assertThat(looked.baseline().successes().n()).isEqualTo(10);
        assertThat(looked.candidate().successes().n()).isEqualTo(25);
        assertThat(evidence.strata().get(Segments.NONE).baseline().successes().n())
                .isEqualTo(20);
        assertThat(evidence.enter().atLook()).isNull();
        assertThat(evidence.enter().strata()).isEmpty();
    }

    private static ExperimentStart start(boolean hasOneLook, String... segments) {
        return new ExperimentStart(ExperimentMetric.SUCCESS, List.of(segments), 10, 0.5, false, 0.25, hasOneLook);
    }

    private static Clusters clusters(long... values) {
        long sum = LongStream.of(values).sum();
        return new Clusters(new int[] {3}, new long[] {values.length}, new long[] {sum}, BigInteger.valueOf(sum));
    }
}
