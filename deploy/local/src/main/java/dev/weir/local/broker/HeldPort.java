package dev.weir.local.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A free port of 127.0.0.1, kept for a program that is to listen there now, or again after it was killed.
 *
 * <p>It is bound without listening, so that nobody gets it who asks for any that is free, and connections are refused while
 * nobody listens. Whoever names it may listen there all the same: two sockets share an address on which one listens at most,
 * where both allow it ({@code SO_REUSEADDR}), as servers do.
 */
public final class HeldPort implements AutoCloseable {

    private final Socket socket;

    private HeldPort(Socket socket) {
        this.socket = socket;
    }

    /**
     * Takes a port that is free.
     *
     * @throws IOException if there is none
     */
    public static HeldPort take() throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        return new HeldPort(socket);
    }

    /** Its number. */
    public int number() {
        return socket.getLocalPort();
    }

    /** Gives it to whoever asks next, once nobody listens there any more. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
