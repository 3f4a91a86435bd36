package dev.weir.router.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A variant that writes whatever bytes it is told to, whether they are HTTP or not. */
final class RawUpstream implements AutoCloseable {

    /** What is done on a connection when the head of a request and its body have come. */
    interface Behaviour {
        void on(Socket connection) throws IOException, InterruptedException;
    }

    final AtomicInteger requests = new AtomicInteger();
    private final ServerSocket server;

    RawUpstream(Behaviour behaviour) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(() -> accept(behaviour));
    }

    /** A variant that writes some bytes and closes the connection. */
    static RawUpstream writing(String bytes) {
        return new RawUpstream(connection -> {
            connection.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            connection.close();
        });
    }

    /** A variant that takes requests and never says anything. */
    static RawUpstream silent() {
        return new RawUpstream(connection -> {});
    }

    /** A variant that resets the connection. */
    static RawUpstream resetting() {
        return new RawUpstream(connection -> {
            connection.setSoLinger(true, 0);
            connection.close();
        });
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Behaviour behaviour) {
        try {
            while (!server.isClosed()) {
                Socket connection = server.accept();
                daemon(() -> serve(connection, behaviour));
            }
        } catch (IOException e) {
            // Closed by the test.
            return;
        }
    }

    private void serve(Socket connection, Behaviour behaviour) {
        try {
            readRequest(connection.getInputStream());
            requests.incrementAndGet();
            behaviour.on(connection);
        } catch (IOException e) {
            // The proxy has closed the connection.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a head, and a body of as many bytes as it says. */
    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.append((char) next);
        }
        for (String line : head.toString().split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                in.readNBytes(Integer.parseInt(
                        line.substring("content-length:".length()).strip()));
            }
        }
    }

    private static void daemon(Runnable run) {
        Thread thread = new Thread(run);
        thread.setDaemon(true);
        thread.start();
    }
}
