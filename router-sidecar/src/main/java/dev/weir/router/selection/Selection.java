package dev.weir.router.selection;

import java.util.Objects;

/**
 * The variant chosen for one request, and why.
 *
 * @param variant  variant that serves the request
 * @param reason   why it was chosen
 * @param revision revision of the table that chose it; 0 where there was no table
 * @param shadow   variant that is to get a copy of the request, or null if none
 */
public record Selection(String variant, Reason reason, long revision, String shadow) {

    public Selection {
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(reason, "reason");
    }

    /** Returns the selection for a model that has no table yet: the variant that its owner named first. */
    public static Selection withoutTable(String variant) {
        return new Selection(variant, Reason.FALLBACK, 0, null);
    }
}
