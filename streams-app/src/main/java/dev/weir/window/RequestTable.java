package dev.weir.window;

import static dev.weir.event.Observation.ABSENT;

import dev.weir.event.Admission;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Requests of two generations, by their keys, which are hashes already. A partition remembers hundreds of thousands. As objects
 * each would be copied by the garbage collector again and again until it is old, and be looked up at four places in memory;
 * here a request is a row of numbers beside its key. The few that do not fit into one, because they were tried again, are
 * objects. Not safe for use by several threads.
 */
final class RequestTable {
    private static final int FIRST_ROWS = 16;

    /** A row: the key with its generation, the instant of assignment, the duration, and everything else. */
    private static final int ROW = 4;

    private static final int ASSIGNED = 1;
    private static final int DURATION = 2;
    private static final int REST = 3;

    /** The numbers of an array begin 16 bytes into a line of the processor's cache; so a row is in one line, not in two. */
    private static final int FIRST_ROW = 2;

    /** What few calls carry, in an array of its own: CPU time, memory, cost. */
    private static final int FIGURES = 3;

    /** Key of a row that is free. */
    private static final long FREE = 0;

    /** The lowest bit of a key in the table, which tells its generation: the other of two generations has the other value. */
    private static final long GENERATION = 1;

    /** 2^64 divided by the golden ratio: keys that are in a row are not side by side. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final Admission[] ADMISSIONS = Admission.values();
    private static final Status[] STATUSES = Status.values();
    private static final int PARTS_BITS = Parts.REQUEST | Parts.PREDICTION | Parts.CALL;
    private static final int ROUTED = 1 << 3;
    private static final int OVERDUE = 1 << 4;
    private static final int HAS_CALL = 1 << 5;
    private static final int HAS_FIGURES = 1 << 6;
    private static final int IS_OBJECT = 1 << 7;
    private static final int ADMISSION_SHIFT = 8;
    private static final int STATUS_SHIFT = 10;
    private static final int TWO_BITS = 3;
    private static final int KIND_SHIFT = Integer.SIZE;

    private final Map<Long, CountedRequest> objects = new HashMap<>();
    private final CellKinds kinds = new CellKinds();
    private long[] rows = new long[row(FIRST_ROWS)];
    private long[] figures;
    private int capacity = FIRST_ROWS;
    private long latest;
    private int size;
    private int latestSize;

    /** Requests of the latest generation. */
    int latestSize() {
        return latestSize;
    }

    /**
     * The request of a key, which is of the latest generation from now on; null if there is none. What is changed of it is
     * remembered once it is {@link #put} again.
     */
    CountedRequest get(long key) {
        long bare = bare(key);
        int place = place(bare);
        if (rows[row(place)] == FREE) {
            return null;
        }
        renew(place);
        return (rows[row(place) + REST] & IS_OBJECT) != 0 ? objects.get(bare) : request(place);
    }

    /** Puts a request into the latest generation, in the place of the one of the same key if there is one. */
    void put(long key, CountedRequest request) {
        long bare = bare(key);
        int place = place(bare);
        if (rows[row(place)] == FREE) {
            if (2 * size >= capacity) {
                grow();
                place = place(bare);
            }
            rows[row(place)] = bare | latest;
            size++;
            latestSize++;
        } else {
            renew(place);
            if ((rows[row(place) + REST] & IS_OBJECT) != 0) {
                objects.remove(bare);
            }
        }
        if (request.isPlain()) {
            write(place, request);
        } else {
            rows[row(place) + REST] = IS_OBJECT;
            objects.put(bare, request);
        }
    }

    private void renew(int place) {
        if ((rows[row(place)] & GENERATION) != latest) {
            rows[row(place)] ^= GENERATION;
            latestSize++;
        }
    }

    private void write(int place, CountedRequest request) {
        Cell cell = request.cell();
        Call call = request.call();
        long rest = (long) kinds.of(cell) << KIND_SHIFT
                | request.parts()
                | (request.isRouted() ? ROUTED : 0)
                | (request.isOverdue() ? OVERDUE : 0)
                | cell.admission().ordinal() << ADMISSION_SHIFT;
        int row = row(place);
        if (call != null) {
            rest |= HAS_CALL | call.status().ordinal() << STATUS_SHIFT;
            rows[row + DURATION] = call.durationMicros();
            if (hasFigures(call)) {
                rest |= HAS_FIGURES;
                write(place, call);
            }
        }
        rows[row + ASSIGNED] = request.assignedMillis();
        rows[row + REST] = rest;
    }

    private static boolean hasFigures(Call call) {
        return call.cpuMicros() != ABSENT || call.memoryBytes() != ABSENT || call.costMicros() != ABSENT;
    }

    private void write(int place, Call call) {
        if (figures == null) {
            figures = new long[FIGURES * capacity];
        }
        int at = FIGURES * place;
        figures[at] = call.cpuMicros();
        figures[at + 1] = call.memoryBytes();
        figures[at + 2] = call.costMicros();
    }

    private CountedRequest request(int place) {
        int row = row(place);
        long rest = rows[row + REST];
        long assigned = rows[row + ASSIGNED];
        Admission admission = ADMISSIONS[(int) (rest >> ADMISSION_SHIFT) & TWO_BITS];
        return new CountedRequest(
                assigned,
                kinds.cell((int) (rest >>> KIND_SHIFT), assigned, admission),
                (int) rest & PARTS_BITS,
                (rest & ROUTED) != 0,
                (rest & HAS_CALL) == 0 ? null : call(place, rest),
                (rest & OVERDUE) != 0);
    }

    private Call call(int place, long rest) {
        long duration = rows[row(place) + DURATION];
        Status status = STATUSES[(int) (rest >> STATUS_SHIFT) & TWO_BITS];
        if ((rest & HAS_FIGURES) == 0) {
            return new Call(duration, status, ABSENT, ABSENT, ABSENT);
        }
        int at = FIGURES * place;
        return new Call(duration, status, figures[at], figures[at + 1], figures[at + 2]);
    }

    /** Begins a generation: forgets the older one of the two there are. */
    void turn() {
        for (int place = 0; place < capacity; place++) {
            while (rows[row(place)] != FREE && (rows[row(place)] & GENERATION) != latest) {
                remove(place);
            }
        }
        latest ^= GENERATION;
        latestSize = 0;
        if (kinds.areMany()) {
            kinds.keep(this::renumber);
        }
    }

    private void renumber(CellKinds.Renumbering numbers) {
        for (int row = row(0); row < rows.length; row += ROW) {
            long rest = rows[row + REST];
            if (rows[row] != FREE && (rest & IS_OBJECT) == 0) {
                long kind = numbers.of((int) (rest >>> KIND_SHIFT));
                rows[row + REST] = kind << KIND_SHIFT | rest & (1L << KIND_SHIFT) - 1;
            }
        }
    }

    /** Where the row of a place begins. */
    private static int row(int place) {
        return FIRST_ROW + ROW * place;
    }

    /** A key without its generation, which no free row has; a few in all hashes share one. */
    private static long bare(long key) {
        long bare = key & ~GENERATION;
        return bare == FREE ? GENERATION << 1 : bare;
    }

    /** Where a key is, or the free place where it belongs. */
    private int place(long bare) {
        int last = capacity - 1;
        int place = home(bare);
        for (long key = rows[row(place)]; key != FREE && (key & ~GENERATION) != bare; key = rows[row(place)]) {
            place = place + 1 & last;
        }
        return place;
    }

    /** Where a key is unless others are there. */
    private int home(long bare) {
        return (int) (bare * SPREAD >>> Integer.SIZE) & capacity - 1;
    }

    /**
     * Frees a place: those behind it that would be looked for in it move up (Knuth, The Art of Computer Programming 6.4, R).
     */
    private void remove(int place) {
        if ((rows[row(place) + REST] & IS_OBJECT) != 0) {
            objects.remove(rows[row(place)] & ~GENERATION);
        }
        int last = capacity - 1;
        int free = place;
        for (int next = free + 1 & last; rows[row(next)] != FREE; next = next + 1 & last) {
            int distance = next - home(rows[row(next)] & ~GENERATION) & last;
            if (distance >= (next - free & last)) {
                System.arraycopy(rows, row(next), rows, row(free), ROW);
                if (figures != null) {
                    System.arraycopy(figures, FIGURES * next, figures, FIGURES * free, FIGURES);
                }
                free = next;
            }
        }
        Arrays.fill(rows, row(free), row(free + 1), FREE);
        size--;
    }

    private void grow() {
        long[] oldRows = rows;
        long[] oldFigures = figures;
        int old = capacity;
        capacity *= 2;
        rows = new long[row(capacity)];
        figures = oldFigures == null ? null : new long[FIGURES * capacity];
        for (int from = 0; from < old; from++) {
            long key = oldRows[row(from)];
            if (key != FREE) {
                int place = place(key & ~GENERATION);
                System.arraycopy(oldRows, row(from), rows, row(place), ROW);
                if (figures != null) {
                    System.arraycopy(oldFigures, FIGURES * from, figures, FIGURES * place, FIGURES);
                }
            }
        }
    }
}
