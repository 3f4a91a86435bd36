package dev.weir.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.judge.Output;
import dev.weir.replay.Replay;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a replay has found, as JSON: every decision, and of the verdicts those that say something new and those that a decision
 * rests on. Its room grows with what was decided, not with the length of the logs. Not safe for use by several threads.
 */
public final class ReplayFindings implements Replay.Listener {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Verdicts that say something new, of one model, beyond which only those are kept that a decision rests on. */
    private static final int MOST_NEWS = 10_000;

    private final Map<String, Model> models = new LinkedHashMap<>();

    private static final class Model {
        private final ArrayNode decisions = NODES.arrayNode();
        private final ArrayNode verdicts = NODES.arrayNode();
        private Output.Judged latest;
        private boolean latestKept;
        private Verdict news;
    }

    @Override
    public void said(String name, Output output) {
        Model model = models.computeIfAbsent(name, key -> new Model());
        if (output instanceof Output.Judged judged) {
            model.latest = judged;
            model.latestKept = model.verdicts.size() < MOST_NEWS && isNews(judged.verdict(), model.news);
            if (model.latestKept) {
                model.news = judged.verdict();
                model.verdicts.add(OutputJson.verdict(name, judged));
            }
        } else if (output instanceof Output.Decided decided) {
            boolean restsOnLatest = model.latest != null
                    && model.latest.verdict().id().equals(decided.decision().verdictId());
            if (restsOnLatest && !model.latestKept) {
                model.latestKept = true;
                model.verdicts.add(OutputJson.verdict(name, model.latest));
            }
            model.decisions.add(OutputJson.decision(decided.decision()));
        }
    }

    private static boolean isNews(Verdict verdict, Verdict before) {
        return before == null
                || before.kind() != verdict.kind()
                || before.status() != verdict.status()
                || !Objects.equals(before.recommendation(), verdict.recommendation());
    }

    /** Where a model stands in a replay that has told this of it, and how it came there; empty if no event was the model's. */
    public Optional<ObjectNode> rollout(Replay replay, String name) {
        ModelState state = replay.snapshot(name).state();
        return state.rollout() == null ? Optional.empty() : Optional.of(rollout(state));
    }

    private ObjectNode rollout(ModelState state) {
        Model model = models.getOrDefault(state.model(), new Model());
        RolloutState rollout = state.rollout();
        ObjectNode document = NODES.objectNode()
                .put("model", state.model())
                .put("rollout", rollout.plan().name())
                .put("attempt", rollout.attempt())
                .put("status", rollout.status().name())
                .put("stage", rollout.status().isTerminal() ? null : rollout.stageName())
                .put("baseline", rollout.plan().baseline())
                .put("candidate", rollout.plan().candidate())
                .put("revision", state.revision());
        document.set(
                "verdict", model.latest == null ? NODES.nullNode() : OutputJson.verdict(state.model(), model.latest));
        document.set("decisions", model.decisions);
        document.set("verdicts", model.verdicts);
        return document;
    }
}
