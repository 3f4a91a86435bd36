package dev.weir.rollout;

import java.time.LocalDate;

/**
 * When a model was trained again and when it will be, as its people say; nothing acts on it, everybody is shown it.
 *
 * @param deployed day on which the variant took charge, of a watch; null where it is not said. Of a rollout its decisions tell
 * @param last     day on which the model was last trained again; null for never
 * @param next     day for which its next training is planned; null for none
 */
public record Retraining(LocalDate deployed, LocalDate last, LocalDate next) {}
