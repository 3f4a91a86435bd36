package dev.weir.wire;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.window.Cell;

/** Reads cells that {@link CellWriter} wrote. */
final class CellReader {
    private static final Admission[] ADMISSIONS = Admission.values();

    private final BinaryFields fields;
    private final String[] names;

    /**
     * Begins with the names.
     *
     * @param known names of messages before
     * @throws IndexOutOfBoundsException if they cannot be any
     */
    CellReader(BinaryFields fields, TextCache known) {
        this.fields = fields;
        this.names = new String[fields.readCount()];
        for (int i = 0; i < names.length; i++) {
            names[i] = fields.readText(known);
        }
    }

    /** The next name. */
    String name() {
        return names[fields.readBranch(names.length)];
    }

    /** The next cell, of a second that is known. */
    Cell read(long second) {
        long revision = fields.readLong();
        String variant = name();
        String segments = name();
        int use = fields.readByte();
        return new Cell(
                second, revision, variant, (use & 1) == 1 ? Role.SHADOW : Role.SERVED, segments, admission(use >> 1));
    }

    /** What requests may be used for, of a number; null of a negative one. */
    static Admission admission(int ordinal) {
        return ordinal < 0 ? null : ADMISSIONS[ordinal];
    }
}
