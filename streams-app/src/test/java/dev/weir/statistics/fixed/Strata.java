package dev.weir.statistics.fixed;

import dev.weir.statistics.OracleTable.Row;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Strata as the tables write them, and at random. */
final class Strata {
    private Strata() {}

    static List<Stratum> of(Row row) {
        return Stream.of(row.text("tables").split(";")).map(Strata::of).toList();
    }

    private static Stratum of(String table) {
        String[] cells = table.split(":");
        return new Stratum(
                Long.parseLong(cells[0]), Long.parseLong(cells[1]), Long.parseLong(cells[2]), Long.parseLong(cells[3]));
    }

    static Arbitrary<List<Stratum>> atRandom(long largestCount) {
        Arbitrary<Long> count = Arbitraries.longs().between(0, largestCount);
        return Combinators.combine(count, count, count, count)
                .as(Stratum::new)
                .list()
                .ofMaxSize(8);
    }
}
