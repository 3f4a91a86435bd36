package dev.weir.router.proxy.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** The body of a request: whole in memory, or its beginning with a rest that is still to come. */
public interface RequestBody {

    /** What a body that flows tells of itself. */
    interface Listener {
        /** What has come has been passed on: the next step is the user's. */
        void waitsForUser();

        /** The variant takes no more for now: the next step is its own. */
        void waitsForVariant();

        /** All of it has been passed on. */
        void passedOn();

        /** The user has gone away, or sent what cannot be passed on; nothing more will come. */
        void brokeOff(Throwable cause);
    }

    /** Returns the whole body, or its beginning. */
    Buffer captured();

    /** Returns whether {@link #captured()} is all of it. */
    boolean isWhole();

    /** Returns its length in bytes; -1 where that is not known before it ends. */
    long length();

    /**
     * Passes on what comes after {@link #captured()}, no faster than it is taken. May be called once, where {@link
     * #isWhole()} is not so.
     */
    void flowTo(WriteStream<Buffer> to, Listener listener);

    /** Throws away what is still to come: nobody wants it any more. */
    void discardRest();

    /** Returns a body that is whole. */
    static RequestBody of(Buffer whole) {
        return new Whole(whole);
    }

    /**
     * A body in memory.
     *
     * @param captured all of it
     */
    record Whole(Buffer captured) implements RequestBody {
        @Override
        public boolean isWhole() {
            return true;
        }

        @Override
        public long length() {
            return captured.length();
        }

        @Override
        public void flowTo(WriteStream<Buffer> to, Listener listener) {
            throw new IllegalStateException("a whole body has nothing that is still to come");
        }

        @Override
        public void discardRest() {
            // There is none.
        }
    }
}
