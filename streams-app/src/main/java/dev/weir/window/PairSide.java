package dev.weir.window;

import dev.weir.event.Observation;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;

/**
 * One half of a shadow pair: what is known of a request, or of its copy.
 *
 * @param assignedMillis instant of its assignment, epoch milliseconds
 * @param revision       revision of the routing table, or {@link Observation#NO_REVISION}
 * @param segments       attributes in canonical form
 * @param unit           what traffic sticks by; null without one
 * @param firstOfUnit    the router's mark; null without one
 * @param randomised     whether the variant was drawn by weight
 * @param parts          parts that have come
 * @param asked          what was asked; null where it is not told
 * @param answer         what was answered; null where it is not told
 * @param call           how the call went; null where it is not told
 * @param events         events it was told in
 */
public record PairSide(
        long assignedMillis,
        long revision,
        String segments,
        String unit,
        Boolean firstOfUnit,
        boolean randomised,
        int parts,
        Asked asked,
        Answer answer,
        Observation.Call call,
        int events) {

    /** The half that one event tells of. */
    public static PairSide of(Observation event, Asked asked, Answer answer) {
        return new PairSide(
                event.assignedMillis(),
                event.revision(),
                event.segments(),
                event.unit(),
                event.firstOfUnit(),
                event.randomised(),
                Parts.of(event),
                asked,
                answer,
                event.call(),
                1);
    }

    /** Whether another event of the same assignment tells nothing new. */
    boolean knows(PairSide event) {
        return (event.parts & ~parts) == 0;
    }

    /** With what another event of the same assignment tells besides. */
    PairSide plus(PairSide event) {
        return new PairSide(
                assignedMillis,
                revision,
                segments,
                unit,
                firstOfUnit,
                randomised,
                parts | event.parts,
                asked == null ? event.asked : asked,
                answer == null ? event.answer : answer,
                call == null ? event.call : call,
                events + 1);
    }

    /** Second of assignment, epoch seconds. */
    long second() {
        return Math.floorDiv(assignedMillis, 1_000L);
    }

    /** About how much room it takes, bytes. */
    int size() {
        return (asked == null ? 0 : asked.size()) + (answer == null ? 0 : answer.size());
    }
}
