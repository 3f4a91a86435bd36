package dev.weir.rollout;

import java.util.List;

/**
 * What holds for a model beyond one rollout.
 *
 * @param model      logical endpoint
 * @param inCharge   variant that serves by default; null until a first rollout named it
 * @param rollout    the running or last rollout; null before the first
 * @param killSwitch whether everything goes to the variant in charge, above every rule
 * @param revision   revision of the last routing table; 0 before the first
 * @param decisions  number of decisions so far, from which ids follow
 * @param rules      who gets which variant whatever the weights say
 * @param warm       the variant replaced by the last promotion; null without one
 * @param drills     rehearsals of the way back
 */
public record ModelState(
        String model,
        String inCharge,
        RolloutState rollout,
        boolean killSwitch,
        long revision,
        long decisions,
        Rules rules,
        Warm warm,
        Drills drills) {

    public ModelState {
        rules = rules == null ? Rules.NONE : rules;
        drills = drills == null ? Drills.NONE : drills;
    }

    /** A model nothing is known about. */
    public static ModelState unknown(String model) {
        return new ModelState(model, null, null, false, 0, 0, Rules.NONE, null, Drills.NONE);
    }

    /** Whether a rollout is running or paused. */
    public boolean isActive() {
        return rollout != null && !rollout.status().isTerminal();
    }

    /** Segments that have been taken back alone and still are, as {@code key=value}. */
    public List<String> isolated() {
        return isActive()
                ? rollout.isolated().stream()
                        .filter(segment -> rules.segments().stream()
                                .anyMatch(rule -> rule.about().equals(segment)
                                        && rule.variant().equals(inCharge)))
                        .toList()
                : List.of();
    }

    /** Name of the rollout that is running; null for none. */
    public String rolloutName() {
        return isActive() ? rollout.plan().name() : null;
    }

    /** Name of the stage that is running; null for none. */
    public String stageName() {
        return isActive() ? rollout.stageName() : null;
    }

    /** Whether a drill of the way back is on its way, or will be by itself. */
    public boolean isRehearsed() {
        return rollout != null
                && (drills.isOpen() || rollout.plan().conduct().drill().every() != null);
    }

    /** The same model, of whose rollout nothing is known. */
    public ModelState withoutRollout() {
        return withRollout(null);
    }

    ModelState withRollout(RolloutState newRollout) {
        return new ModelState(model, inCharge, newRollout, killSwitch, revision, decisions, rules, warm, drills);
    }

    ModelState withInCharge(String variant) {
        return new ModelState(model, variant, rollout, killSwitch, revision, decisions, rules, warm, drills);
    }

    ModelState withKillSwitch(boolean on) {
        return new ModelState(model, inCharge, rollout, on, revision, decisions, rules, warm, drills);
    }

    ModelState withRules(Rules newRules) {
        return new ModelState(model, inCharge, rollout, killSwitch, revision, decisions, newRules, warm, drills);
    }

    ModelState withWarm(Warm newWarm) {
        return new ModelState(model, inCharge, rollout, killSwitch, revision, decisions, rules, newWarm, drills);
    }

    ModelState withDrills(Drills newDrills) {
        return new ModelState(model, inCharge, rollout, killSwitch, revision, decisions, rules, warm, newDrills);
    }

    /** Traffic that the candidate gets by weight now, basis points: none while the kill switch or a drill sends it back. */
    public int candidateBps() {
        return rollout == null || killSwitch || drills.isShifted() ? 0 : rollout.candidateBps();
    }

    ModelState counted(Decision decision) {
        return new ModelState(
                model,
                inCharge,
                rollout,
                killSwitch,
                decision.revision() == null ? revision : decision.revision(),
                decisions + 1,
                rules,
                warm,
                drills);
    }
}
