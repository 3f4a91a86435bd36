package dev.weir.router.proxy;

import java.util.List;

/**
 * Which requests may be copied to a shadow, and how many at once. A copy is one more request to a server, so only paths that
 * change nothing there belong in the list.
 *
 * @param paths       paths whose requests may be copied; null for the protocol's own inferences, and for none where it is
 *                    {@code generic}, of whose paths nothing is known
 * @param maxInFlight copies on their way at once, 0 or more; default 64
 * @param maxBytes    bytes of their bodies at once, 0 or more; default 16 MiB
 */
public record MirrorRules(List<PathPattern> paths, Integer maxInFlight, Long maxBytes) {

    /** The defaults. */
    public static final MirrorRules DEFAULT = new MirrorRules(null, null, null);

    public MirrorRules {
        paths = paths == null ? null : List.copyOf(paths);
        maxInFlight = maxInFlight == null ? 64 : maxInFlight;
        maxBytes = maxBytes == null ? 16L << 20 : maxBytes;
        if (maxInFlight < 0) {
            throw new IllegalArgumentException("maxInFlight is " + maxInFlight + ", must be 0 or more copies");
        }
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ", must be 0 or more bytes");
        }
    }
}
