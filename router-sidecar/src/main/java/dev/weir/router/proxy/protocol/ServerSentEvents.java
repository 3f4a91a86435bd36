package dev.weir.router.proxy.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The data of server-sent events (HTML Living Standard, 9.2.6), as text; comments, names and ids are left out. */
final class ServerSentEvents {

    private ServerSentEvents() {}

    /**
     * Returns the data of each event in order; the last one needs no empty line, so that one that was cut is there as far as
     * it came.
     *
     * @param stream the bytes, UTF-8
     */
    static List<String> data(byte[] stream) {
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                flush(data, events);
            } else if (line.startsWith("data:")) {
                String value = line.substring("data:".length());
                if (data.length() > 0) {
                    data.append('\n');
                }
                data.append(value.startsWith(" ") ? value.substring(1) : value);
            }
        }
        flush(data, events);
        return events;
    }

    private static void flush(StringBuilder data, List<String> events) {
        if (data.length() > 0) {
            events.add(data.toString());
            data.setLength(0);
        }
    }
}
