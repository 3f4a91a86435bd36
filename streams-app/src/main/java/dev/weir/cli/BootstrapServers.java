package dev.weir.cli;

import dev.weir.config.AppConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/**
 * Where a command is told to find Kafka. A client asks addresses again and again at which nobody is; who types a command
 * wants to be told at once.
 */
final class BootstrapServers {
    private static final int CONNECT_MS = 2_000;
    private static final Pattern ADDRESS = Pattern.compile("[^,\\s]+:\\d{1,5}");

    private BootstrapServers() {}

    /**
     * Passes if somebody listens at one of the addresses. What is no address is left to the client, which says so.
     *
     * @throws CommandFailure that names each address and what is there
     */
    static void check(AppConfig config) {
        String servers = config.kafka().get("bootstrap.servers");
        List<String> away = new ArrayList<>();
        for (String each : servers.split(",")) {
            String server = each.strip();
            String why = ADDRESS.matcher(server).matches() ? fault(Utils.getHost(server), Utils.getPort(server)) : null;
            if (why == null) {
                return;
            }
            away.add(server + ": " + why);
        }
        throw new CommandFailure("Kafka cannot be reached (" + String.join(", ", away) + "); bootstrap.servers is "
                + servers + ", change it with --bootstrap-server");
    }

    /** Why there is no connection to be had; null if there is, or if that cannot be tried. */
    private static String fault(String host, int port) {
        if (host == null || port > 0xffff) {
            return null;
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return "no such host";
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            return null;
        } catch (ConnectException refused) {
            return "nothing listens there";
        } catch (SocketTimeoutException silent) {
            return "no answer within " + CONNECT_MS / 1_000 + " s";
        } catch (IOException other) {
            return other.getMessage();
        }
    }
}
