package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenBlocksTest {
    private static final String REST = "user=other";
    private final OpenBlocks blocks = new OpenBlocks(List.of(), REST);

    @Test
    void shouldWeighWhatThereIsNoRoomForWithTheRestAndTellHowMuch() {
        for (int i = 0; i < OpenBlocks.MOST; i++) {
            add("user=u" + i, 1, true);
        }
        add("user=late", 4, true);
        add("user=later", 3, false);
        add("user=u0", 2, false);
        add(REST, 2, true);

        assertThat(blocks.merged()).isEqualTo(7);
        List<OpenBlock> left = blocks.rest(100, Traffic.stage(0, 2, 0));
        assertThat(left).hasSize(OpenBlocks.MOST + 1);
        assertThat(left)
                .filteredOn(block -> block.stratum().equals(REST))
                .singleElement()
                .satisfies(rest -> {
                    assertThat(rest.candidate().calls()).isEqualTo(6);
                    assertThat(rest.baseline().calls()).isEqualTo(3);
                });
        assertThat(left.stream()
                        .mapToLong(block ->
                                block.candidate().calls() + block.baseline().calls())
                        .sum())
                .as("nothing is dropped")
                .isEqualTo(OpenBlocks.MOST + 4 + 3 + 2 + 2);
    }

    @Test
    void shouldTakeOutFullBlocksInAFixedOrder() {
        for (String stratum : List.of("user=c", "user=a", "user=b")) {
            add(stratum, 5, true);
            add(stratum, 5, false);
        }
        add("user=d", 5, true);
        assertThat(blocks.takeFull(100)).extracting(OpenBlock::stratum).containsExactly("user=a", "user=b", "user=c");
        assertThat(blocks.rest(100, Traffic.stage(0, 2, 0)))
                .extracting(OpenBlock::stratum)
                .containsExactly("user=d");
    }

    private void add(String stratum, long calls, boolean isCandidate) {
        blocks.add(
                0,
                2,
                stratum,
                100,
                Traffic.evidence(100, 2, Traffic.CANDIDATE, calls, 0).tally(),
                isCandidate);
    }
}
