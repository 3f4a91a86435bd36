package dev.weir.local.demo;

import dev.weir.local.load.LoadReport;
import java.time.Duration;

/**
 * What a viewer sees at one instant.
 *
 * @param act the rollout
 * @param elapsed since its plan was submitted
 * @param status what the control plane says; null before it says anything
 * @param trail what the topics say about the rollout
 * @param load what users got since the demo began
 */
record Moment(Act act, Duration elapsed, RolloutStatus status, RolloutTrail trail, LoadReport load) {}
