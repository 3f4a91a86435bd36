package dev.weir.cli;

import dev.weir.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Instants as people write them: ISO-8601, epoch milliseconds, or how long ago. */
final class Moments implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        if (text.matches("\\d{12,14}")) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        try {
            return Instant.now().minus(Durations.parse(text));
        } catch (IllegalArgumentException noDuration) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException noIso) {
                throw new TypeConversionException(
                        "'" + text
                                + "' is no time; write 2026-01-02T03:04:05Z, epoch milliseconds, or how long ago, e.g. 90s, 2h, 7d");
            }
        }
    }
}
