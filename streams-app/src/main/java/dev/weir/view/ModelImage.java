package dev.weir.view;

import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.verdict.DriftVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the topics say about one model; immutable.
 *
 * @param model     logical endpoint
 * @param state     the state its decisions lead to; without a rollout while its plan has not been read
 * @param run       the decisions of the last rollout
 * @param plans     the last {@value #PLANS} plans, newest first
 * @param table     the routing table with the highest revision; null before the first
 * @param verdicts  the last verdicts, newest first, as many as {@link Retention} says; the latest on drift among them,
 *                  however old it is
 * @param decisions the last {@value #DECISIONS} decisions, newest first
 * @param metrics   the last windows, most recently updated first, one for each variant, role, segment and start, as many
 *                  as {@link Retention} says
 * @param alerts    the last {@value #ALERTS} alerts, newest first
 * @param sidecars  its sidecars, most recently heard of first
 * @param trail     the way the evidence of the last rollout took
 * @param delivery  how its tables reach the sidecars
 */
public record ModelImage(
        String model,
        ModelState state,
        Run run,
        List<Plan> plans,
        RoutingTable table,
        List<Verdict> verdicts,
        List<Decision> decisions,
        List<MetricsWindow> metrics,
        List<Alert> alerts,
        List<SidecarImage> sidecars,
        Trail trail,
        Delivery delivery) {
    static final int PLANS = 10;
    static final int DECISIONS = 200;
    static final int ALERTS = 100;
    static final int SIDECARS = 1_000;

    static ModelImage unknown(String model) {
        return new ModelImage(
                model,
                ModelState.unknown(model),
                Run.none(model),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Trail.NONE,
                Delivery.NONE);
    }

    /**
     * The state as far as it can be known: where the log no longer says which variant is in charge, the routing table
     * does.
     */
    public ModelState knownState() {
        return state.inCharge() != null || table == null
                ? state
                : new ModelState(
                        model,
                        table.getBaseline(),
                        state.rollout(),
                        table.getKillSwitch(),
                        table.getRevision(),
                        state.decisions(),
                        state.rules(),
                        state.warm(),
                        state.drills());
    }

    /** When each stage of the last rollout was entered, by name, in order. */
    public Map<String, Instant> entries() {
        return run.entries();
    }

    /** The decisions of the last rollout from its START on, oldest first, without those that changed nothing for long. */
    public List<Decision> course() {
        return run.decisions();
    }

    /** When the last rollout ended; empty while it has not. */
    public Optional<Instant> endedAt() {
        return run.endedAt();
    }

    ModelImage with(Plan plan) {
        List<Plan> newPlans = Recent.add(plans, plan, PLANS, plan::equals);
        return new ModelImage(
                model,
                run.state(newPlans),
                run,
                newPlans,
                table,
                verdicts,
                decisions,
                metrics,
                alerts,
                sidecars,
                trail,
                delivery);
    }

    ModelImage with(Decision decision) {
        Run newRun = run.with(decision, state);
        Trail newTrail = decision.getAction() == DecisionAction.START ? Trail.NONE : trail;
        List<Decision> newDecisions = Recent.add(decisions, decision, DECISIONS);
        return new ModelImage(
                model,
                newRun.state(plans),
                newRun,
                plans,
                table,
                verdicts,
                newDecisions,
                metrics,
                alerts,
                sidecars,
                newTrail,
                delivery);
    }

    ModelImage with(RoutingTable newTable) {
        RoutingTable latest = table != null && newTable.getRevision() < table.getRevision() ? table : newTable;
        return new ModelImage(
                model,
                state,
                run,
                plans,
                latest,
                verdicts,
                decisions,
                metrics,
                alerts,
                sidecars,
                trail,
                delivery.with(newTable));
    }

    ModelImage with(Verdict verdict, Retention retention) {
        List<Verdict> newVerdicts = newer(verdict, retention.verdicts());
        return new ModelImage(
                model,
                state,
                run,
                plans,
                table,
                newVerdicts,
                decisions,
                metrics,
                alerts,
                sidecars,
                trail.with(verdict, retention.points()),
                delivery);
    }

    /** A verdict on drift may come once a day or week, and others every few seconds. */
    private List<Verdict> newer(Verdict verdict, int size) {
        List<Verdict> newer = Recent.add(verdicts, verdict, size);
        Optional<Verdict> drift = drift().filter(known -> !isOnDrift(verdict) && !newer.contains(known));
        if (drift.isEmpty()) {
            return newer;
        }
        List<Verdict> all = new ArrayList<>(newer.subList(0, Math.min(newer.size(), size - 1)));
        all.add(drift.get());
        return List.copyOf(all);
    }

    /** The latest verdict on whether what is asked and answered has drifted; empty before the first. */
    public Optional<Verdict> drift() {
        return verdicts.stream().filter(ModelImage::isOnDrift).findFirst();
    }

    /** The latest verdict on the accuracy of the variant in charge; empty before the first. */
    public Optional<Verdict> accuracy() {
        return verdicts.stream()
                .filter(verdict -> verdict.getKind() == VerdictKind.DRIFT && !isOnDrift(verdict))
                .findFirst();
    }

    private static boolean isOnDrift(Verdict verdict) {
        return verdict.getKind() == VerdictKind.DRIFT
                && verdict.getChecks().stream()
                        .anyMatch(check -> check.getMetric().equals(DriftVerdict.SCORE));
    }

    ModelImage with(MetricsWindow window, Retention retention) {
        List<MetricsWindow> newMetrics =
                Recent.add(metrics, window, retention.windows(), earlier -> isSameWindow(earlier, window));
        return new ModelImage(
                model, state, run, plans, table, verdicts, decisions, newMetrics, alerts, sidecars, trail, delivery);
    }

    ModelImage with(Alert alert) {
        List<Alert> newAlerts = Recent.add(alerts, alert, ALERTS);
        return new ModelImage(
                model, state, run, plans, table, verdicts, decisions, metrics, newAlerts, sidecars, trail, delivery);
    }

    ModelImage with(RouteAck ack) {
        return with(sidecar(ack.getSidecar()).with(ack), delivery.with(ack));
    }

    ModelImage with(RouterReport report) {
        return with(sidecar(report.getSidecar()).with(report), delivery.with(report));
    }

    private SidecarImage sidecar(String name) {
        return sidecars.stream()
                .filter(sidecar -> sidecar.sidecar().equals(name))
                .findFirst()
                .orElse(SidecarImage.unknown(name));
    }

    private ModelImage with(SidecarImage sidecar, Delivery newDelivery) {
        List<SidecarImage> newSidecars = Recent.add(
                sidecars, sidecar, SIDECARS, earlier -> earlier.sidecar().equals(sidecar.sidecar()));
        return new ModelImage(
                model, state, run, plans, table, verdicts, decisions, metrics, alerts, newSidecars, trail, newDelivery);
    }

    private static boolean isSameWindow(MetricsWindow a, MetricsWindow b) {
        return a.getWindowStart().equals(b.getWindowStart())
                && a.getVariant().equals(b.getVariant())
                && a.getRole() == b.getRole()
                && Objects.equals(a.getSegment(), b.getSegment());
    }
}
