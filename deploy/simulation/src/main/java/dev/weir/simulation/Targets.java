package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that is promised and can be measured. */
public final class Targets {
    private Targets() {}

    /** All targets, the quick ones first. */
    public static List<Target> all() {
        List<Target> all = new ArrayList<>(ProcessTargets.all());
        all.addAll(ExperimentTargets.all());
        all.addAll(RolloutTargets.all());
        all.addAll(PipelineTargets.all());
        return List.copyOf(all);
    }

    /**
     * The targets of some ids.
     *
     * @param ids ids in any case; none for all targets
     * @throws IllegalArgumentException if there is no target of an id
     */
    public static List<Target> of(Set<String> ids) {
        Set<String> wanted = ids.stream().map(id -> id.toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
        List<Target> all = all();
        Set<String> known = all.stream().map(Target::id).collect(Collectors.toCollection(java.util.TreeSet::new));
        wanted.stream().filter(id -> !known.contains(id)).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException("there is no target " + id + ", but " + String.join(", ", known));
        });
        return all.stream()
                .filter(target -> wanted.isEmpty() || wanted.contains(target.id()))
                .toList();
    }
}
