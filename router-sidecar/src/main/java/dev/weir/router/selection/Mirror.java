package dev.weir.router.selection;

import java.util.Objects;

/**
 * Where copies of served requests go.
 *
 * @param variant   variant that gets the copies
 * @param sampleBps share of the requests that is copied, in basis points, 0 to 10 000
 */
public record Mirror(String variant, int sampleBps) {

    public Mirror {
        Objects.requireNonNull(variant, "variant");
        if (sampleBps < 0 || sampleBps > Bucket.COUNT) {
            throw new IllegalArgumentException("sampleBps of the shadow must be 0 to 10000, but is " + sampleBps);
        }
    }
}
