package dev.weir.router.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that writes whatever bytes it is told to, and reads HTTP/1.1 answers byte by byte. */
final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    /**
     * An answer.
     *
     * @param status  its status; -1 where the connection closed before
     * @param headers its header lines
     * @param body    its body, without its framing
     */
    record Answer(int status, List<String> headers, String body) {

        /** Returns a header's value, or null. */
        String header(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    RawClient send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads the next answer to its end. */
    Answer answer() throws IOException {
        Answer head = head();
        if (head.status() < 200) {
            return head;
        }
        String length = head.header("Content-Length");
        if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            StringBuilder body = new StringBuilder();
            String chunk = chunk();
            while (chunk != null && !chunk.isEmpty()) {
                body.append(chunk);
                chunk = chunk();
            }
            return new Answer(head.status(), head.headers(), chunk == null ? null : body.toString());
        }
        byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        boolean whole = length == null || body.length == Integer.parseInt(length);
        return new Answer(head.status(), head.headers(), whole ? new String(body, StandardCharsets.UTF_8) : null);
    }

    /** Reads the next answer up to the end of its head. */
    Answer head() throws IOException {
        String first = line();
        if (first == null) {
            return new Answer(-1, List.of(), null);
        }
        List<String> headers = new ArrayList<>();
        String line = line();
        while (line != null && !line.isEmpty()) {
            headers.add(line);
            line = line();
        }
        return new Answer(Integer.parseInt(first.split(" ")[1]), headers, "");
    }

    /** Reads one chunk; empty for the last, null where the connection closed before it ended. */
    String chunk() throws IOException {
        String size = line();
        if (size == null) {
            return null;
        }
        int length = Integer.parseInt(size.strip(), 16);
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length) {
            return null;
        }
        line();
        return new String(chunk, StandardCharsets.UTF_8);
    }

    /** Reads so many bytes. */
    byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection was closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Returns whether the other side has closed the connection, and waits until it has. */
    boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    /** Reads whatever comes until the other side closes the connection. */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    void closeOutput() throws IOException {
        socket.shutdownOutput();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                line.write(next);
            }
            next = in.read();
        }
        return next < 0 && line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
