package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** The sidecars' words on a table as text: the slowest, since the quick ones worry nobody. */
final class Acks {
    private static final int MOST = 8;

    private Acks() {}

    static String listed(JsonNode acks) {
        String slowest = Toll.elements(acks)
                .skip(Math.max(0, acks.size() - MOST))
                .map(ack -> ack.path("sidecar").asText() + " " + Words.micros(ack.path("delayMicros")))
                .collect(Collectors.joining(", "));
        return acks.size() > MOST ? (acks.size() - MOST) + " more, " + slowest : slowest;
    }
}
