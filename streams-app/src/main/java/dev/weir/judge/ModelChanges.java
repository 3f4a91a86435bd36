package dev.weir.judge;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.SecondCounts;
import dev.weir.evidence.Trial;
import dev.weir.window.KeptWindow;
import java.util.List;

/**
 * What has changed of a model since it was last asked for: with what was known before, it says all that a
 * {@link ModelSnapshot} does.
 *
 * @param rest    all that is neither evidence nor counts: a snapshot without a trial, open seconds and windows
 * @param trial   the evidence; null without a running rollout
 * @param closed  the seconds, in their order, by which alone the trial has grown; null if it has changed otherwise
 * @param open    open seconds that have changed; those before {@code rest.front()} are there no more
 * @param windows windows of figures that have changed; those before {@code rest.metricsFrom()} are there no more
 */
public record ModelChanges(
        ModelSnapshot rest, Trial trial, List<ClosedSecond> closed, List<SecondCounts> open, List<KeptWindow> windows) {

    public ModelChanges {
        closed = closed == null ? null : List.copyOf(closed);
        open = List.copyOf(open);
        windows = List.copyOf(windows);
    }
}
