package dev.weir.router.ofrep;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What a client that was told of a change has heard, sent with the fetch that follows: it may have come from another router,
 * which knew of the change before this one.
 *
 * @param etag         name of the state it heard of; empty where it says none
 * @param lastModified instant of that state; empty where it says none, or nothing that can be read
 */
record FreshnessHint(Optional<String> etag, Optional<Instant> lastModified) {

    /** Reads the hint of a query: seconds since the epoch, an ISO instant, or an ISO date, which is its first. */
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
            if (text.matches("-?[0-9]{1,11}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            return Optional.of(
                    text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
