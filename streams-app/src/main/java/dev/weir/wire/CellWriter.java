package dev.weir.wire;

import dev.weir.event.Role;
import dev.weir.window.Cell;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes cells, whose names stand once before all of them. {@link CellReader} reads them. */
final class CellWriter {
    private final ByteWriter to;
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int nameBytes;

    CellWriter(ByteWriter to) {
        this.to = to;
    }

    /** Writes a cell without its second. */
    void write(Cell cell) {
        to.writeLong(cell.revision());
        name(cell.variant());
        name(cell.segments());
        to.writeByte(cell.admission().ordinal() << 1 | (cell.role() == Role.SHADOW ? 1 : 0));
    }

    /** Writes the number of a name. */
    void name(String name) {
        Integer known = names.get(name);
        if (known == null) {
            known = names.size();
            names.put(name, known);
            nameBytes += name.length();
        }
        to.writeLong(known);
    }

    /** The length of all names so far. */
    int nameBytes() {
        return nameBytes;
    }

    /** Writes the names, to stand before what they are in. */
    void writeNames(ByteWriter before) {
        before.writeLong(names.size());
        names.keySet().forEach(before::writeText);
    }

    /** Forgets the names. */
    void clear() {
        names.clear();
        nameBytes = 0;
    }
}
