package dev.weir.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.AppConfig;
import dev.weir.config.PlannedComparator;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.replay.Rederivation;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.Verdict;
import dev.weir.verify.Finding.Figure;
import dev.weir.verify.Finding.Word;
import dev.weir.wire.DecisionCodec;
import dev.weir.wire.JsonCodec;
import dev.weir.wire.OutputJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Derives a decision of the log once more. Not safe for use by several threads. */
public final class Verification {
    /** A unit counts once in ten minutes, so that what came as long before the start matters. */
    private static final Duration MEMORY = Duration.ofMinutes(12);

    /**
     * Which request counts of a unit that comes all the time follows from the one ten minutes before, and so on: where something
     * differs, units are followed from as long before the start.
     */
    private static final Duration LONG_MEMORY = Duration.ofHours(2);

    private final Recorded recorded;
    private final Decision target;
    private final Rederivation derivation;
    private final KnownEvents known;

    private Verification(Recorded recorded, Decision target, EventTape tape, Judge judge) {
        this.recorded = recorded;
        this.target = target;
        this.derivation = new Rederivation(
                recorded.before(),
                recorded.verdictsBefore(),
                recorded.plan(),
                judge.settings(),
                judge.outcomeHorizon(),
                PlannedComparator.of(recorded.plan().shadow()));
        this.known = new KnownEvents(tape, derivation, recorded.saysWhatWasKnown(target));
    }

    /**
     * How the judge was configured that made a decision.
     *
     * @param settings       what holds for every model
     * @param outcomeHorizon time after a request for which its outcome is waited for
     */
    public record Judge(JudgeSettings settings, Duration outcomeHorizon) {
        /** One that nobody configured. */
        public static final Judge STANDARD = new Judge(JudgeSettings.STANDARD, Duration.ofDays(7));
    }

    /**
     * The stretch of events that a decision rests on.
     *
     * @param from  instant at which it begins
     * @param whole instant from which on nothing may be missing
     * @param until the decision
     * @param answers whether what was asked and answered is of interest, because copies were compared
     * @param outcomes whether what became known of answers is
     */
    public record Stretch(Instant from, Instant whole, Instant until, boolean answers, boolean outcomes) {}

    /**
     * Verifies a decision.
     *
     * @param model     its model
     * @param id        its id
     * @param decisions records of {@code weir.decisions} of the model, oldest first
     * @param verdicts  records of {@code weir.verdicts} of the model, oldest first
     * @param judge     the judge that made it
     * @param events    reads the events of a stretch
     * @return empty if no decision of that id is in the log
     */
    public static Optional<Finding> of(
            String model,
            String id,
            List<? extends SpecificRecord> decisions,
            List<? extends SpecificRecord> verdicts,
            Judge judge,
            Function<Stretch, EventTape> events) {
        Optional<Decision> found = Recorded.decision(decisions, id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Decision target = found.get();
        JsonNode decision = Recorded.json(target);
        if (!Recorded.isDerived(target)) {
            return Optional.of(Finding.unverifiable(
                    decision, "it follows from no verdict alone: " + target.getIssuedBy() + " issued it"));
        }
        Optional<Recorded> recorded = Recorded.of(model, decisions, verdicts, target);
        String obstacle = recorded.isEmpty()
                ? "the START of its rollout is not on the topic any more"
                : obstacle(recorded.get(), target);
        if (obstacle != null) {
            return Optional.of(Finding.unverifiable(decision, obstacle));
        }
        Finding finding = find(recorded.get(), target, MEMORY, judge, events);
        return Optional.of(
                finding.word() == Word.DIFFERS ? find(recorded.get(), target, LONG_MEMORY, judge, events) : finding);
    }

    private static Finding find(
            Recorded log, Decision target, Duration memory, Judge judge, Function<Stretch, EventTape> events) {
        Instant start = log.decisions().get(0).getTimestamp();
        EventTape tape = events.apply(new Stretch(
                start.minus(memory),
                start,
                target.getTimestamp(),
                copies(log.plan()),
                log.plan().experiment() != null));
        if (tape.trimmed()) {
            return Finding.unverifiable(
                    Recorded.json(target),
                    "events since the start of its rollout at " + start + " are not on the topic any more");
        }
        return new Verification(log, target, tape, judge).derive();
    }

    /** The same, of a judge that was configured so. */
    public static Optional<Finding> of(
            String model,
            String id,
            List<? extends SpecificRecord> decisions,
            List<? extends SpecificRecord> verdicts,
            AppConfig.Evidence judge,
            Function<Stretch, EventTape> events) {
        JudgeSettings settings = new JudgeSettings(
                judge.slack(),
                judge.partitionSilence(),
                judge.metricsWindow(),
                JudgeSettings.STANDARD.verdictInterval());
        return of(model, id, decisions, verdicts, new Judge(settings, judge.outcomeHorizon()), events);
    }

    /** Why it cannot be derived; null if it can. */
    private static String obstacle(Recorded log, Decision target) {
        Plan plan = log.plan();
        if (plan == null) {
            return "the START of its rollout carries no plan";
        }
        List<Verdict> until = log.verdicts().stream()
                .filter(verdict -> !verdict.getTimestamp().isAfter(target.getTimestamp()))
                .toList();
        if (until.stream().noneMatch(verdict -> verdict.getVerdictId().equals(target.getVerdictId()))) {
            return "its verdict " + target.getVerdictId() + " is not on the topic any more";
        }
        if (until.stream().anyMatch(verdict -> verdict.getClosedUntil() == null)) {
            return "verdicts of its rollout do not say which seconds were closed; they were written by an earlier version";
        }
        return plan.experiment() != null && !log.saysWhatWasKnown(target)
                ? "its plan compares outcomes, and verdicts of its rollout do not say which had come; they were written by an"
                        + " earlier version"
                : null;
    }

    private static boolean copies(Plan plan) {
        return plan.stages().stream().anyMatch(stage -> stage.mirrorBps() > 0);
    }

    private Finding derive() {
        List<Decision> decisions = new ArrayList<>(recorded.decisions());
        derivation.accept(DecisionCodec.fromWire(decisions.remove(0), recorded.plan()));
        for (Verdict verdict : recorded.verdicts()) {
            // What people did between two verdicts comes at its time.
            while (!decisions.isEmpty() && decisions.get(0).getTimestamp().isBefore(verdict.getTimestamp())) {
                derivation.accept(DecisionCodec.fromWire(decisions.remove(0), null));
            }
            List<Decision> made = new ArrayList<>();
            while (!decisions.isEmpty() && decisions.get(0).getTimestamp().equals(verdict.getTimestamp())) {
                made.add(decisions.remove(0));
            }
            Optional<Finding> finding = look(verdict, made);
            if (finding.isPresent()) {
                return finding.get();
            }
        }
        return Finding.unverifiable(Recorded.json(target), "no verdict of its instant is in the log");
    }

    /** Judges as the verdict was, and goes on with what was decided then. */
    private Optional<Finding> look(Verdict verdict, List<Decision> made) {
        known.tell(verdict);
        List<Output> outputs = derivation.look(verdict.getClosedUntil(), verdict.getTimestamp());
        ObjectNode judged = outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(Output.Judged.class::cast)
                .map(output -> OutputJson.verdict(recorded.model(), output))
                .findFirst()
                .orElse(null);
        List<ObjectNode> decided = outputs.stream()
                .filter(Output.Decided.class::isInstance)
                .map(output -> OutputJson.decision(((Output.Decided) output).decision()))
                .toList();
        boolean isSame = decided.equals(made.stream().map(JsonCodec::toJson).toList());
        if (made.stream().anyMatch(decision -> decision.getDecisionId().equals(target.getDecisionId()))) {
            ObjectNode own = decided.isEmpty() ? null : decided.get(0);
            return Optional.of(finding(new Comparison()
                    .verdict(JsonCodec.toJson(verdict), judged)
                    .decision(Recorded.json(target), own)
                    .figures()));
        }
        if (!isSame) {
            derivation.undo();
            made.forEach(decision -> derivation.accept(DecisionCodec.fromWire(decision, null)));
        }
        return Optional.empty();
    }

    private Finding finding(List<Figure> figures) {
        List<String> different = figures.stream()
                .filter(figure -> !figure.isSame())
                .map(figure -> figure.check() + "." + figure.figure())
                .toList();
        String why = different.isEmpty()
                ? null
                : different.size()
                        + (different.size() == 1 ? " figure differs: " : " figures differ: ")
                        + String.join(", ", different.subList(0, Math.min(6, different.size())))
                        + (different.size() > 6 ? ", ..." : "");
        Optional<Decision> held = recorded.heldBefore(target);
        if (!different.isEmpty() && held.isPresent()) {
            why = "cannot be verified, because evidence was held back at "
                    + held.get().getTimestamp()
                    + " as incomplete, and what had come when a second closed is not in the log; " + why;
        }
        return new Finding(
                target.getDecisionId(),
                target.getAction().name(),
                different.isEmpty() ? Word.VERIFIED : held.isPresent() ? Word.UNVERIFIABLE : Word.DIFFERS,
                why,
                figures,
                known.told());
    }
}
