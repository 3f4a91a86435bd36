package dev.weir.router.selection;

/**
 * What a table says of all requests that reach one of its variants for one reason, made once and handed out to each.
 *
 * @param alone    the selection without a copy
 * @param mirrored the selection with a copy to the shadow; {@code alone} where the variant is the shadow, or there is none
 */
record Outcome(Selection alone, Selection mirrored) {

    static Outcome of(CompiledTable table, String variant, Reason reason) {
        Selection alone = new Selection(variant, reason, table.revision(), null);
        Mirror mirror = table.shadow();
        return mirror == null || mirror.variant().equals(variant)
                ? new Outcome(alone, alone)
                : new Outcome(alone, new Selection(variant, reason, table.revision(), mirror.variant()));
    }

    /** Returns whether a request may be copied at all. */
    boolean isMirrored() {
        return mirrored != alone;
    }
}
