package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.report.RetrainingAdvice;
import dev.weir.rollout.Plan;
import dev.weir.rollout.Retraining;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Watch;
import dev.weir.schema.RetrainingSpec;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Whether the variant that serves has to be trained again, as a part of a model's status. */
final class RetrainingDocument {
    private RetrainingDocument() {}

    /** The part of a model that is watched without a rollout. */
    static JsonNode of(ModelImage image, Watch watch, Instant now) {
        Retraining dates = watch.retraining();
        Instant said = dates == null || dates.deployed() == null
                ? null
                : dates.deployed().atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant deployedAt = said != null
                ? said
                : fullSince(image)
                        .filter(since -> watch.variant()
                                .equals(image.state().rollout().plan().candidate()))
                        .orElse(null);
        return of(image, watch.variant(), deployedAt, dates, now);
    }

    /**
     * The part of a model with a rollout: of its watch, if it got one when the rollout was over, else of the candidate once it
     * is at full, if the plan asks for accuracy or drift or says anything of training; JSON's null in all other cases.
     */
    static JsonNode of(ModelImage image, Optional<Watch> watch, Instant now) {
        if (watch.isPresent()) {
            return of(image, watch.get(), now);
        }
        Plan plan = image.state().rollout().plan();
        Retraining dates = plan.conduct().retraining();
        Optional<Instant> since = fullSince(image);
        boolean isAsked = plan.accuracy() != null || plan.conduct().drift() != null || dates != null;
        return since.isPresent() && isAsked
                ? of(image, plan.candidate(), since.get(), dates, now)
                : JsonNodeFactory.instance.nullNode();
    }

    private static JsonNode of(ModelImage image, String variant, Instant deployedAt, Retraining dates, Instant now) {
        return RetrainingAdvice.of(
                variant,
                deployedAt,
                dates == null
                        ? JsonNodeFactory.instance.nullNode()
                        : JsonCodec.toJson(new RetrainingSpec(dates.deployed(), dates.last(), dates.next())),
                StatusDocument.orNull(image.accuracy()),
                StatusDocument.orNull(image.drift()),
                now);
    }

    /** When the candidate took all of the traffic that it was to get; empty while it has not, and once it gave it back. */
    private static Optional<Instant> fullSince(ModelImage image) {
        RolloutState rollout = image.state().rollout();
        if (rollout == null) {
            return Optional.empty();
        }
        boolean isAtFull = rollout.stage()
                .filter(stage -> !rollout.status().isTerminal() && stage.kind() == Stage.Kind.FULL)
                .isPresent();
        if (!isAtFull && rollout.status() != Status.PROMOTED) {
            return Optional.empty();
        }
        return rollout.plan().stages().stream()
                .filter(stage -> stage.kind() == Stage.Kind.FULL)
                .map(stage -> image.entries().get(stage.name()))
                .filter(entered -> entered != null)
                .findFirst()
                .or(image::endedAt);
    }
}
