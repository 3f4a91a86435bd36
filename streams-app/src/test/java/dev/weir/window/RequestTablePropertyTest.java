package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RequestTablePropertyTest {
    private static final long ALIAS_OF_ZERO = 2;

    @Property(tries = 200)
    void shouldHoldWhatTwoMapsWould(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int keys, @ForAll @IntRange(max = 400) int steps) {
        Random random = new Random(seed);
        long[] some = random.longs(keys)
                // Some differ in few bits only, so that many want the same place.
                .map(key -> key << 1 & (random.nextBoolean() ? -1L : 0xFL))
                .map(key -> key == 0 ? ALIAS_OF_ZERO : key)
                .toArray();
        RequestTable table = new RequestTable();
        Map<Long, CountedRequest> latest = new HashMap<>();
        Map<Long, CountedRequest> before = new HashMap<>();
        for (int step = 0; step < steps; step++) {
            long key = some[random.nextInt(keys)];
            long asTold = key == ALIAS_OF_ZERO && random.nextBoolean() ? 0 : key;
            int what = random.nextInt(40);
            if (what == 0) {
                table.turn();
                before = latest;
                latest = new HashMap<>();
            } else if (what < 20) {
                CountedRequest request = request(random);
                table.put(asTold, request);
                latest.put(key, request);
            } else {
                CountedRequest known = latest.getOrDefault(key, before.get(key));
                assertThat(table.get(asTold)).usingRecursiveComparison().isEqualTo(known);
                if (known != null) {
                    latest.put(key, known);
                }
            }
            assertThat(table.latestSize()).isEqualTo(latest.size());
        }
    }

    @Property(tries = 100)
    void shouldForgetOnlyKindsThatNobodyUses(@ForAll long seed) {
        Random random = new Random(seed);
        CellKinds kinds = new CellKinds();
        Cell[] cells =
                random.longs(500).mapToObj(revision -> cell(random, revision)).toArray(Cell[]::new);
        int[] numbers = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            numbers[i] = kinds.of(cells[i]);
        }
        kinds.keep(renumbering -> {
            for (int i = 0; i < cells.length; i += 2) {
                numbers[i] = renumbering.of(numbers[i]);
            }
        });
        for (int i = 0; i < cells.length; i += 2) {
            long assigned = cells[i].second() * 1_000 + random.nextInt(1_000);
            assertThat(kinds.cell(numbers[i], assigned, cells[i].admission())).isEqualTo(cells[i]);
            assertThat(kinds.of(cells[i])).isEqualTo(numbers[i]).isLessThan(cells.length / 2);
        }
    }

    private static CountedRequest request(Random random) {
        long assigned = Events.START + random.nextInt(100_000);
        Cell cell = cell(random, random.nextInt(3)).with(Admission.values()[random.nextInt(3)]);
        Call call = random.nextInt(4) == 0
                ? null
                : new Call(
                        random.nextLong() >>> 1,
                        Status.values()[random.nextInt(3)],
                        figure(random),
                        figure(random),
                        figure(random));
        CountedRequest request = new CountedRequest(
                assigned,
                new Cell(assigned / 1_000, cell.revision(), cell.variant(), cell.role(), "", cell.admission()),
                random.nextInt(8),
                random.nextBoolean(),
                call,
                random.nextBoolean());
        if (random.nextInt(8) == 0) {
            request.repeated(assigned + 1);
        }
        return request;
    }

    private static long figure(Random random) {
        return random.nextInt(4) == 0 ? random.nextLong() >>> 1 : -1;
    }

    private static Cell cell(Random random, long revision) {
        return new Cell(
                Events.START / 1_000,
                revision,
                random.nextBoolean() ? "v1.0" : "v2.0",
                random.nextBoolean() ? Role.SERVED : Role.SHADOW,
                random.nextBoolean() ? "" : "country=DE",
                Admission.REPEAT);
    }
}
