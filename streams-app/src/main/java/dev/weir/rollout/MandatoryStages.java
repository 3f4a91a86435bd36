package dev.weir.rollout;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps that every rollout goes through unless somebody says why not: a shadow stage, a first canary of at most 10 %, a
 * wider one below 50 %, an even split, and full. What weights they have within that, and how long they take, is free.
 */
public final class MandatoryStages {
    private static final int FIRST_CANARY_BPS = 1_000;
    private static final int EVEN_BPS = 5_000;

    private MandatoryStages() {}

    /** What the stages leave out, in words for a person; empty where nothing is. */
    public static List<String> skipped(List<Stage> stages) {
        List<String> skipped = new ArrayList<>();
        if (stages.stream().noneMatch(stage -> stage.kind() == Stage.Kind.SHADOW)) {
            skipped.add("the shadow stage");
        }
        List<Stage> narrow = stages.stream()
                .filter(stage -> stage.weightBps() > 0 && stage.weightBps() < EVEN_BPS)
                .toList();
        if (narrow.isEmpty() || narrow.get(0).weightBps() > FIRST_CANARY_BPS) {
            skipped.add("a first canary of at most 10 %");
        }
        boolean wider = narrow.size() > 1 || narrow.size() == 1 && narrow.get(0).weightBps() > FIRST_CANARY_BPS;
        if (!wider) {
            skipped.add("a wider canary below 50 %");
        }
        if (stages.stream().noneMatch(stage -> stage.weightBps() == EVEN_BPS)) {
            skipped.add("the even split of 50 %");
        }
        return skipped;
    }

    /** A plan that leaves nothing out, e.g. {@code shadow 0 % -> canary-5 5 % -> ...}. */
    static String accepted() {
        return Defaults.STAGES.stream()
                .map(stage -> stage.name() + " " + stage.weightBps() / 100 + " %")
                .collect(joining(" -> "));
    }
}
