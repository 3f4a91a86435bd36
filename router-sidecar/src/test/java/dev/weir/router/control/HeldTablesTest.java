package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Tables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeldTablesTest {

    private static final Incarnation FIRST = new Incarnation("cluster", "first");
    private static final Incarnation SECOND = new Incarnation("cluster", "second");

    private final HeldTables held = HeldTables.EMPTY.caughtUp(Map.of("a", table("a", 5), "b", table("b", 9)), FIRST);

    @Test
    void shouldKeepTheNewerRevisionWithinOneTopic() {
        HeldTables next = held.caughtUp(Map.of("a", table("a", 4), "b", table("b", 10)), FIRST);
        assertThat(revisions(next)).isEqualTo(Map.of("a", 5L, "b", 10L));
    }

    @Test
    void shouldDropWhatTheSameTopicNoLongerNames() {
        assertThat(revisions(held.caughtUp(Map.of("a", table("a", 5)), FIRST))).isEqualTo(Map.of("a", 5L));
    }

    @Test
    void shouldLetATopicMadeAnewWinWhateverItsRevisionsAndKeepWhatItDoesNotName() {
        HeldTables next = held.caughtUp(Map.of("a", table("a", 1)), SECOND);
        assertThat(revisions(next)).isEqualTo(Map.of("a", 1L, "b", 9L));
        assertThat(next.orphans()).containsExactly("b");
        assertThat(next.origin()).isEqualTo(SECOND);
    }

    @Test
    void shouldKeepAnOrphanOverFurtherReadingsUntilItIsNamedOrDeleted() {
        HeldTables orphaned = held.caughtUp(Map.of(), SECOND).caughtUp(Map.of(), SECOND);
        assertThat(revisions(orphaned)).isEqualTo(Map.of("a", 5L, "b", 9L));
        HeldTables named = orphaned.with(table("a", 1)).without("b");
        assertThat(revisions(named)).isEqualTo(Map.of("a", 1L));
        assertThat(named.orphans()).isEmpty();
        assertThat(named.with(table("a", 1))).isSameAs(named);
        assertThat(revisions(orphaned.caughtUp(Map.of("a", table("a", 2)), SECOND)))
                .isEqualTo(Map.of("a", 2L, "b", 9L));
    }

    @Test
    void shouldGoByRevisionsAloneWhereTheTopicIsNotKnown() {
        HeldTables next = held.caughtUp(Map.of("a", table("a", 4)), Incarnation.UNKNOWN);
        assertThat(revisions(next)).isEqualTo(Map.of("a", 5L));
        assertThat(next.origin()).isEqualTo(FIRST);
    }

    @Test
    void shouldTakeTheSameTopicIdOfAnotherClusterForAnotherTopic() {
        assertThat(new Incarnation("other", "first").isOtherThan(FIRST)).isTrue();
        assertThat(FIRST.isOtherThan(FIRST)).isFalse();
        assertThat(FIRST.isOtherThan(Incarnation.UNKNOWN)).isFalse();
    }

    private static Map<String, Long> revisions(HeldTables tables) {
        Map<String, Long> revisions = new TreeMap<>();
        tables.image().tables().forEach((model, table) -> revisions.put(model, table.revision()));
        return revisions;
    }

    private static CompiledTable table(String model, long revision) {
        return Tables.table(model, revision, 500, "salt", Map.of(), List.of(), false);
    }
}
