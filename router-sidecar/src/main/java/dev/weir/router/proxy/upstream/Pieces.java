package dev.weir.router.proxy.upstream;

import io.vertx.core.buffer.Buffer;

/** A body as it is put together; one that comes in one piece is never copied. */
public final class Pieces {

    private static final Buffer NOTHING = Buffer.buffer(0);

    private Buffer all = NOTHING;
    private boolean own;

    /** Adds a piece. */
    public void add(Buffer piece) {
        if (all.length() == 0 && !own) {
            all = piece;
            return;
        }
        if (!own) {
            // The first piece belongs to whoever read it: it may be part of a larger buffer.
            all = Buffer.buffer(2 * (all.length() + piece.length())).appendBuffer(all);
            own = true;
        }
        all.appendBuffer(piece);
    }

    /** Returns what has been added, in order; must not be changed. */
    public Buffer all() {
        return all;
    }

    /** Returns its length in bytes. */
    public int length() {
        return all.length();
    }
}
