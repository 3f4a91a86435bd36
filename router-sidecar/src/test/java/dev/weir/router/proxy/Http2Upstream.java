package dev.weir.router.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A variant that speaks HTTP/2 as badly as it is told to. */
final class Http2Upstream implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int GOAWAY = 7;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int PREFACE_BYTES = 24;

    /** What is done when a request has come. */
    interface Behaviour {
        void on(Stream stream) throws IOException;
    }

    /** One request, and what is written of its answer. */
    static final class Stream {

        private final Socket connection;
        private final int id;

        private Stream(Socket connection, int id) {
            this.connection = connection;
            this.id = id;
        }

        /** Writes the head of an answer: its status and one field, where there is one. */
        Stream head(String status, String name, String value) throws IOException {
            Http2Bytes fields = new Http2Bytes().header(":status", status);
            return frame(HEADERS, END_HEADERS, (name.isEmpty() ? fields : fields.header(name, value)).fields());
        }

        Stream data(String body, boolean ends) throws IOException {
            return frame(DATA, ends ? END_STREAM : 0, body.getBytes(StandardCharsets.UTF_8));
        }

        Stream frame(int type, int flags, byte[] payload) throws IOException {
            return write(Http2Bytes.frame(type, flags, type == GOAWAY ? 0 : id, payload));
        }

        Stream write(byte[] bytes) throws IOException {
            connection.getOutputStream().write(bytes);
            return this;
        }

        void close() throws IOException {
            connection.close();
        }
    }

    private final ServerSocket server;
    private final Behaviour behaviour;

    Http2Upstream(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
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

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket connection = server.accept();
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed by the test.
            return;
        }
    }

    private void serve(Socket connection) {
        try {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            in.readFully(new byte[PREFACE_BYTES]);
            connection.getOutputStream().write(Http2Bytes.frame(SETTINGS, 0, 0, new byte[0]));
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.readFully(new byte[length]);
                if (type == SETTINGS && flags != ACK) {
                    connection.getOutputStream().write(Http2Bytes.frame(SETTINGS, ACK, 0, new byte[0]));
                }
                if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                    behaviour.on(new Stream(connection, stream));
                }
            }
        } catch (IOException e) {
            // The proxy has closed the connection, or the test has.
            return;
        }
    }

    /** Returns the bytes of a GOAWAY or RST_STREAM: numbers of 32 bits. */
    static byte[] numbers(int... numbers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int number : numbers) {
            bytes.write(number >> 24);
            bytes.write(number >> 16);
            bytes.write(number >> 8);
            bytes.write(number);
        }
        return bytes.toByteArray();
    }

    private static void daemon(Runnable run) {
        Thread thread = new Thread(run);
        thread.setDaemon(true);
        thread.start();
    }
}
