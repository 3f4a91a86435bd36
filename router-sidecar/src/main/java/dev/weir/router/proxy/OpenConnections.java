package dev.weir.router.proxy;

import dev.weir.router.http.StrictHttp;
import dev.weir.router.proxy.upstream.Deadlines;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The users' connections of one event loop, of which those without a request for too long are closed. All of it must be called
 * on that loop.
 *
 * <p>waiting: from the start, and from the end of each last answer; closed after the time. serving: while there is a request
 * whose answer has not ended, for however long a variant takes or a stream lasts. A head that comes byte by byte is no request
 * until it has come to its end, so that nobody holds a connection by that either.
 */
final class OpenConnections {

    private final Vertx vertx;
    private final Map<HttpConnection, Entry> entries = new HashMap<>();
    private Deadlines idle;

    OpenConnections(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        this.idle = new Deadlines(vertx, timeout.toMillis());
    }

    /** Sets another time, for connections that wait from now on. */
    void timeout(Duration timeout) {
        if (timeout.toMillis() != idle.limitMillis()) {
            idle = new Deadlines(vertx, timeout.toMillis());
        }
    }

    void opened(HttpConnection connection) {
        Entry entry = new Entry(connection);
        entries.put(connection, entry);
        entry.await();
        StrictHttp.whenClosed(connection, () -> {
            entries.remove(connection);
            entry.stop();
        });
    }

    /** Notes that a request has come. */
    void began(HttpConnection connection) {
        Entry entry = entries.get(connection);
        if (entry != null && entry.requests++ == 0) {
            entry.stop();
        }
    }

    /** Notes that the answer to a request has ended, or never will. */
    void ended(HttpConnection connection) {
        Entry entry = entries.get(connection);
        if (entry != null && --entry.requests == 0) {
            entry.await();
        }
    }

    private final class Entry extends Deadlines.Entry {

        private final HttpConnection connection;
        private Deadlines waitsIn;
        private int requests;

        Entry(HttpConnection connection) {
            this.connection = connection;
        }

        void await() {
            waitsIn = idle;
            waitsIn.start(this);
        }

        void stop() {
            if (waitsIn != null) {
                waitsIn.stop(this);
            }
        }

        @Override
        protected void late() {
            connection.close();
        }
    }
}
