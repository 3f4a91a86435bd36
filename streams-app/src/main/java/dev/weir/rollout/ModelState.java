package dev.weir.rollout;

/**
 * What holds for a model beyond one rollout.
 *
 * @param model      logical endpoint
 * @param inCharge   variant that serves by default; null until a first rollout named it
 * @param rollout    the running or last rollout; null before the first
 * @param killSwitch whether everything goes to the variant in charge, above every rule
 * @param revision   revision of the last routing table; 0 before the first
 * @param decisions  number of decisions so far, from which ids follow
 */
public record ModelState(
        String model, String inCharge, RolloutState rollout, boolean killSwitch, long revision, long decisions) {

    /** A model nothing is known about. */
    public static ModelState unknown(String model) {
        return new ModelState(model, null, null, false, 0, 0);
    }

    /** Whether a rollout is running or paused. */
    public boolean isActive() {
        return rollout != null && !rollout.status().isTerminal();
    }

    ModelState withRollout(RolloutState newRollout) {
        return new ModelState(model, inCharge, newRollout, killSwitch, revision, decisions);
    }

    ModelState withInCharge(String variant) {
        return new ModelState(model, variant, rollout, killSwitch, revision, decisions);
    }

    ModelState withKillSwitch(boolean on) {
        return new ModelState(model, inCharge, rollout, on, revision, decisions);
    }

    ModelState counted(Decision decision) {
        return new ModelState(
                model,
                inCharge,
                rollout,
                killSwitch,
                decision.revision() == null ? revision : decision.revision(),
                decisions + 1);
    }
}
