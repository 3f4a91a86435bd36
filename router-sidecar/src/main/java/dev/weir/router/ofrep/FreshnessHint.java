package dev.weir.router.ofrep;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client that was told of a change has heard, sent with the fetch that follows: it may have come from another router,
 * which knew of the change before this one.
 *
 * @param etag         name of the state it heard of; empty where it says none
 * @param lastModified instant of that state; empty where it says none, or nothing that can be read
 */
record FreshnessHint(Optional<String> etag, Optional<Instant> lastModified) {

    /** Reads the hint of a query: seconds since the epoch, or an ISO instant. */
    static FreshnessHint of(MultiMap query) {
        return new FreshnessHint(
                Optional.ofNullable(query.get("flagConfigEtag")),
                Optional.ofNullable(query.get("flagConfigLastModified")).flatMap(FreshnessHint::instant));
    }

    /** Returns whether a state is older than what the client has heard of. */
    boolean isAheadOf(ConfigTag held) {
        return etag.filter(tag -> EntityTags.same(tag, held.etag())).isEmpty()
                && lastModified
                        .filter(heard ->
                                heard.getEpochSecond() > held.lastModified().getEpochSecond())
                        .isPresent();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(
                    text.matches("-?[0-9]{1,11}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
