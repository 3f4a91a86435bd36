package dev.weir.rollout;

import java.time.Instant;
import java.util.List;

/**
 * A rehearsal of the way back, as far as it has come.
 *
 * @param id        id of the decision that began it
 * @param step      how far it has come
 * @param live      whether traffic is really sent to the variant in charge, and back
 * @param variant   variant that the way back leads to
 * @param revision  revision of the table that sidecars have to apply now, or had to last
 * @param startedAt instant of its start
 * @param since     instant of the latest table
 * @param endedAt   instant of its end; null before it
 * @param sidecars  the slowest figures of each sidecar, the slowest first
 * @param faults    what speaks against the way back; empty if nothing does
 * @param remarks   what a person should know all the same
 */
public record Drill(
        String id,
        Step step,
        boolean live,
        String variant,
        long revision,
        Instant startedAt,
        Instant since,
        Instant endedAt,
        List<DrillSidecar> sidecars,
        List<String> faults,
        List<String> remarks) {

    /** How far a drill has come. */
    public enum Step {
        /** A table is out that sidecars have to apply; of a live drill, the one that sends all traffic back. */
        OUT,
        /** Of a live drill: the table is out that gives the candidate its share again. */
        BACK,
        /** The way back stood it. */
        PASSED,
        /** It did not. */
        FAILED,
        /** Something else changed the routing before it was over. */
        INTERRUPTED
    }

    public Drill {
        sidecars = List.copyOf(sidecars);
        faults = List.copyOf(faults);
        remarks = List.copyOf(remarks);
    }

    /** A drill that begins. */
    static Drill begin(String id, boolean live, String variant, long revision, Instant at) {
        return new Drill(id, Step.OUT, live, variant, revision, at, at, null, List.of(), List.of(), List.of());
    }

    /** Whether it is not over. */
    public boolean isOpen() {
        return step == Step.OUT || step == Step.BACK;
    }

    /** Whether all traffic is at the variant in charge for its sake. */
    public boolean isShifted() {
        return live && step == Step.OUT;
    }

    /** A live drill on the way back from the variant in charge, with what is known so far. */
    Drill back(long newRevision, Instant at, DrillFindings findings) {
        return new Drill(
                id,
                Step.BACK,
                live,
                variant,
                newRevision,
                startedAt,
                at,
                null,
                findings.sidecars(),
                findings.faults(),
                findings.remarks());
    }

    Drill over(Instant at, DrillFindings findings) {
        return new Drill(
                id,
                findings.faults().isEmpty() ? Step.PASSED : Step.FAILED,
                live,
                variant,
                revision,
                startedAt,
                since,
                at,
                findings.sidecars(),
                findings.faults(),
                findings.remarks());
    }

    Drill interrupted(Instant at) {
        return new Drill(
                id,
                Step.INTERRUPTED,
                live,
                variant,
                revision,
                startedAt,
                since,
                at,
                sidecars,
                faults,
                List.of("the routing changed before it was over"));
    }
}
