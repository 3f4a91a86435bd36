package dev.weir.config;

import dev.weir.rollout.Retraining;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Reads the section about when a model was and will be trained again. */
final class RetrainingReader {
    private RetrainingReader() {}

    /** What a plan says; null where it says nothing. When its candidate took charge its decisions will tell. */
    static Retraining ofPlan(Section spec, Instant submittedAt) {
        return spec.has("retraining") ? read(spec.section("retraining"), submittedAt, false) : null;
    }

    /** What a watch says, which may be since when its variant serves; null where it says nothing. */
    static Retraining ofWatch(Section spec, Instant submittedAt) {
        return spec.has("retraining") ? read(spec.section("retraining"), submittedAt, true) : null;
    }

    private static Retraining read(Section section, Instant submittedAt, boolean mayTellDeployment) {
        LocalDate today = submittedAt.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate deployed = mayTellDeployment ? past(section, "deployed", today) : null;
        LocalDate last = past(section, "last", today);
        LocalDate next = section.date("next").orElse(null);
        if (last != null && next != null && !next.isAfter(last)) {
            section.problem(
                    "next", "is " + next + ", not after last, " + last + "; write a later day, or leave it out");
        }
        section.close();
        return new Retraining(deployed, last, next);
    }

    /** A day that has begun somewhere: at the date line it is tomorrow already. */
    private static LocalDate past(Section section, String key, LocalDate today) {
        LocalDate day = section.date(key).orElse(null);
        if (day != null && day.isAfter(today.plusDays(1))) {
            section.problem(key, "is " + day + ", which has not come yet; write a day that has, or leave it out");
        }
        return day;
    }
}
