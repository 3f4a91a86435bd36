package dev.weir.chaos;

import dev.weir.schema.Decision;
import dev.weir.schema.Verdict;
import dev.weir.verify.Finding;
import dev.weir.verify.Finding.Word;
import dev.weir.verify.Recorded;
import dev.weir.verify.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What Weir decided by itself, derived once more from the topics as {@code weir verify} does. */
final class Derivations {
    private final List<Finding> findings = new ArrayList<>();

    /** Of all models, everything they decided and judged, oldest first. */
    Derivations(
            Map<String, Object> client, Map<String, List<Decision>> decisions, Map<String, List<Verdict>> verdicts) {
        decisions.forEach((model, made) -> {
            EventTapes tapes =
                    new EventTapes(client, model, made.get(made.size() - 1).getTimestamp());
            made.stream()
                    .map(Decision::getRollout)
                    .filter(Objects::nonNull)
                    .distinct()
                    .flatMap(rollout -> Recorded.derivable(made, rollout).stream())
                    .forEach(id -> findings.add(Verification.of(
                                    model,
                                    id,
                                    made,
                                    verdicts.getOrDefault(model, List.of()),
                                    Verification.Judge.STANDARD,
                                    tapes::of)
                            .orElseThrow()));
        });
    }

    /** How many came out so. */
    long count(Word word) {
        return of(word).size();
    }

    /** What there is to say of those that came out so, by people. */
    List<String> of(Word word) {
        return findings.stream()
                .filter(finding -> finding.word() == word)
                .map(finding ->
                        "%s %s %s: %s".formatted(finding.decisionId(), finding.action(), finding.word(), finding.why()))
                .toList();
    }
}
