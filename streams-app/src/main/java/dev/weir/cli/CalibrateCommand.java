package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.calibration.Alarms;
import dev.weir.calibration.Calibration;
import dev.weir.calibration.Detection;
import dev.weir.calibration.Share;
import dev.weir.calibration.Spread;
import dev.weir.config.FileProblem;
import dev.weir.config.PlannedComparator;
import dev.weir.config.RolloutFile;
import dev.weir.replay.Logged;
import dev.weir.rollout.Plan;
import dev.weir.wire.LoggedEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir calibrate}: how often a plan would be wrong on one's own traffic, and what it would catch; before launch. */
@Command(
        name = "calibrate",
        description = {
            "Replay the baseline's own traffic as if half of it were a candidate's, many times over: how often the plan would"
                    + " roll back a candidate that is no worse, how long its stages take, and the smallest harm it catches."
                    + " Beside it what a plain threshold would have done.",
            "Needs neither Kafka nor a control plane. The same seed gives the same figures."
        },
        footer = {
            "",
            "Examples:",
            "  weir calibrate --spec digits-v2.yaml --events monday.jsonl.gz",
            "  weir calibrate --spec digits-v2.yaml --events day.jsonl --replications 500 -o json \\",
            "      --set baselineCollection.minDuration=2m --set 'stages.*.minDuration=1m'"
        })
final class CalibrateCommand extends WeirCommand {
    private static final List<Figures.Column> STAGES = Figures.Column.of(
            "stage", "entered", "proved", "medianSeconds", "p90Seconds", "medianRequests", "p90Requests");
    private static final List<Figures.Column> HARMS = Figures.Column.of(
            "metric",
            "limit",
            "beyond",
            "passedRate",
            "smallestCaught",
            "caughtRate",
            "medianSeconds",
            "medianRequests");
    private static final List<Figures.Column> RATES =
            Figures.Column.of("what", "count", "of", "rate", "low", "high", "allowed");
    private static final double MILLIS = 1_000;
    private static final int STEPS = 100;

    @Mixin
    private Figures figures;

    @Option(names = "--spec", required = true, paramLabel = "FILE", description = "Rollout file.")
    private Path spec;

    @Option(
            names = "--events",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Event files, JSON Lines, also .gz; what the plan's baseline served is taken.")
    private List<Path> files;

    @Option(
            names = "--replications",
            paramLabel = "N",
            defaultValue = "200",
            description = "Rollouts of a candidate that is no worse (default: ${DEFAULT-VALUE}).")
    private int replications;

    @Option(
            names = "--harmed",
            paramLabel = "N",
            defaultValue = "40",
            description = "Rollouts of each harm that is tried; 0 for none (default: ${DEFAULT-VALUE}).")
    private int harmed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Tells one calibration from another (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Replace a value of the plan, as for weir replay.")
    private List<String> overrides = List.of();

    @Override
    int run() {
        if (replications < 1 || harmed < 0) {
            throw CommandFailure.misuse("--replications is at least 1 and --harmed at least 0");
        }
        Optional<Plan> plan = plan();
        if (plan.isEmpty()) {
            return FAILED;
        }
        List<Logged.Request> log = log(plan.get());
        AtomicInteger done = new AtomicInteger();
        Calibration calibration = new Calibration(plan.get(), PlannedComparator::of, log, seed, () -> tell(done));
        Alarms alarms = calibration.falseAlarms(replications);
        List<Detection> detections = harmed == 0 ? List.of() : calibration.detections(harmed);
        if (Terminal.attached().isPresent()) {
            err().print("\r\u001b[K");
        }
        print(answer(plan.get(), log, alarms, detections));
        if (alarms.stages().stream().noneMatch(stage -> stage.proved().count() > 0)) {
            err().println(
                            "note: no replay got past a stage; the log is too short for the plan, see --set and weir plan");
        }
        return DONE;
    }

    /** On terminals in place; elsewhere a line now and then. */
    private synchronized void tell(AtomicInteger done) {
        int replays = done.incrementAndGet();
        boolean onTerminal = Terminal.attached().isPresent();
        if (onTerminal) {
            err().print("\r" + replays + " replays ");
        } else if (replays % STEPS == 0) {
            err().println(replays + " replays");
        }
        err().flush();
    }

    private Optional<Plan> plan() {
        RolloutFile read = RolloutFile.read(ApplyCommand.text(spec), overrides, Instant.now(), "calibrate");
        for (FileProblem warning : read.warnings()) {
            err().println(spec + ": warning: " + warning);
        }
        read.problems().forEach(problem -> err().println(spec + ": " + problem));
        return read.plan();
    }

    private List<Logged.Request> log(Plan plan) {
        List<Logged.Request> log = new ArrayList<>();
        for (Path file : files) {
            try (LoggedEvents events = LoggedEvents.open(file)) {
                for (Optional<Logged> entry = events.get(); entry.isPresent(); entry = events.get()) {
                    if (Calibration.usable(entry.get(), plan)) {
                        log.add((Logged.Request) entry.get());
                    }
                }
            } catch (IOException unreadable) {
                throw CommandFailure.unreadable(file, unreadable);
            } catch (UncheckedIOException unreadable) {
                throw CommandFailure.unreadable(file, unreadable.getCause());
            }
        }
        if (log.isEmpty()) {
            throw new CommandFailure("the files hold no request of model " + plan.model() + " that its baseline "
                    + plan.baseline() + " served");
        }
        return log;
    }

    private ObjectNode answer(Plan plan, List<Logged.Request> log, Alarms alarms, List<Detection> detections) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("model", plan.model())
                .put("rollout", plan.name())
                .put("seed", seed)
                .put("requests", log.size());
        ArrayNode rates = answer.putArray("falseAlarms");
        rate(rates.addObject(), "false rollbacks", alarms.rollbacks()).put("allowed", plan.alphaRollback());
        rate(rates.addObject(), "false rollbacks by a plain rule", alarms.plain())
                .putNull("allowed");
        answer.put(
                "plainMedianSeconds",
                alarms.plainAfter() == null ? null : alarms.plainAfter().median() / MILLIS);
        ArrayNode stages = answer.putArray("stages");
        for (Alarms.Stage stage : alarms.stages()) {
            ObjectNode node = stages.addObject().put("stage", stage.name()).put("entered", stage.entered());
            node.put("proved", stage.proved().count());
            spread(node, stage.millis(), stage.requests());
        }
        ArrayNode harms = answer.putArray("harm");
        for (Detection found : detections) {
            ObjectNode node = harms.addObject()
                    .put("metric", found.metric())
                    .put("limit", found.limit())
                    .put("beyond", found.beyond());
            share(node, "passed", found.passed());
            node.put("passedAllowed", plan.alphaAdvance());
            Detection.Caught caught = found.smallest();
            node.put("smallestCaught", caught == null ? null : caught.factor())
                    .put("largestTried", found.largestTried());
            share(node, "caught", caught == null ? null : caught.share());
            spread(node, caught == null ? null : caught.millis(), caught == null ? null : caught.requests());
        }
        return answer;
    }

    private static ObjectNode rate(ObjectNode node, String what, Share share) {
        return node.put("what", what)
                .put("count", share.count())
                .put("of", share.of())
                .put("rate", share.rate())
                .put("low", share.low())
                .put("high", share.high());
    }

    private static void share(ObjectNode node, String name, Share share) {
        node.put(name + "Count", share == null ? null : share.count())
                .put(name + "Of", share == null ? null : share.of())
                .put(name + "Rate", share == null ? null : share.rate())
                .put(name + "Low", share == null ? null : share.low())
                .put(name + "High", share == null ? null : share.high());
    }

    private static void spread(ObjectNode node, Spread millis, Spread requests) {
        node.put("medianSeconds", millis == null ? null : millis.median() / MILLIS)
                .put("p90Seconds", millis == null ? null : millis.p90() / MILLIS)
                .put("medianRequests", requests == null ? null : requests.median())
                .put("p90Requests", requests == null ? null : requests.p90());
    }

    private void print(ObjectNode answer) {
        if (figures.format() != Figures.Format.TABLE) {
            figures.print(out(), answer, csvRows(answer), CSV);
            return;
        }
        JsonNode plain = answer.at("/falseAlarms/1");
        out().printf(
                        Locale.ROOT,
                        "%s, %d rollouts of a candidate that is the baseline, over %,d requests%n%n",
                        answer.path("rollout").asText(),
                        answer.at("/falseAlarms/0/of").asInt(),
                        answer.path("requests").asInt());
        figures.print(out(), answer, answer.path("falseAlarms"), RATES);
        out().printf(
                        Locale.ROOT,
                        "%nA plain rule, candidate / baseline of each minute against the same limits, rolls back %.1f %% of them.%n%n",
                        100 * plain.path("rate").asDouble());
        figures.print(out(), answer, answer.path("stages"), STAGES);
        if (!answer.path("harm").isEmpty()) {
            out().println();
            out().println(
                            "harm: of candidates at `beyond`, passedRate pass a stage; from `smallestCaught` on, 80 % are rolled back");
            figures.print(out(), answer, answer.path("harm"), HARMS);
        }
    }

    private static final List<Figures.Column> CSV = Figures.Column.of(
            "figure", "of", "rate", "low", "high", "smallestCaught", "medianSeconds", "medianRequests");

    /** One table for all: what differs between the parts is left empty. */
    private static List<JsonNode> csvRows(ObjectNode answer) {
        List<JsonNode> rows = new ArrayList<>();
        answer.path("falseAlarms")
                .forEach(alarm -> rows.add(((ObjectNode) alarm.deepCopy()).set("figure", alarm.get("what"))));
        for (JsonNode stage : answer.path("stages")) {
            ObjectNode row = stage.deepCopy();
            row.put("figure", "stage " + stage.path("stage").asText()).set("of", stage.get("entered"));
            row.put(
                    "rate",
                    stage.path("proved").asDouble()
                            / Math.max(1, stage.path("entered").asInt()));
            rows.add(row);
        }
        for (JsonNode harm : answer.path("harm")) {
            ObjectNode row = harm.deepCopy();
            row.put("figure", "harm " + harm.path("metric").asText());
            row.set("of", harm.get("passedOf"));
            row.set("rate", harm.get("passedRate"));
            row.set("low", harm.get("passedLow"));
            row.set("high", harm.get("passedHigh"));
            rows.add(row);
        }
        return rows;
    }
}
