package dev.weir.router.app;

import dev.weir.router.report.CapturePolicy;
import dev.weir.router.report.CapturePolicy.Treatment;

/**
 * The section {@code capture} of a model: what of its inputs and answers events tell; see {@link CapturePolicy}.
 *
 * @param features   keep or drop
 * @param categories keep, hash or drop
 * @param text       keep, hash or drop
 * @param embedding  keep or drop
 * @param unit       keep or hash
 * @param salt       key of the hashes; where left out, that of the environment variable {@code WEIR_CAPTURE_SALT}
 */
public record CaptureSettings(
        Treatment features, Treatment categories, Treatment text, Treatment embedding, Treatment unit, String salt) {

    static final CaptureSettings KEEP_ALL = new CaptureSettings(null, null, null, null, null, null);

    /** Returns the settings with another salt, unless they have one of their own. */
    CaptureSettings withSalt(String other) {
        return salt == null ? new CaptureSettings(features, categories, text, embedding, unit, other) : this;
    }

    /** Says what becomes of what, and not by which salt. */
    @Override
    public String toString() {
        return "CaptureSettings[features=" + features + ", categories=" + categories + ", text=" + text + ", embedding="
                + embedding + ", unit=" + unit + ", salt=" + (salt == null ? "none" : "set") + "]";
    }

    /**
     * Returns the policy.
     *
     * @throws IllegalArgumentException if it cannot be, or something is to be hashed and there is no salt
     */
    CapturePolicy policy() {
        return new CapturePolicy(features, categories, text, embedding, unit, salt);
    }
}
