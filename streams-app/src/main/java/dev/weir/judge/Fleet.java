package dev.weir.judge;

import dev.weir.rollout.Drill;
import dev.weir.rollout.DrillSidecar;
import dev.weir.rollout.Warmth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sidecars of one model, by their acks and reports. Instants are the judge's, but for those at which sidecars say
 * that they applied a table. Not safe for use by several threads.
 */
final class Fleet {
    /** A sidecar silent for longer is no longer waited for. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** A sidecar that is alive says so every ten seconds. */
    private static final Duration ALL_HEARD_WITHIN = Duration.ofSeconds(12);

    /** A sidecar silent for longer has been taken away. */
    private static final Duration FORGOTTEN = Duration.ofHours(24);

    private static final int MOST = 1_000;

    private final Map<String, SidecarWord> words = new TreeMap<>();
    private List<SidecarWord> stored;
    private Instant listeningSince;

    Fleet() {}

    /** A fleet as it was when it was stored; null for none. Who says nothing from now on falls silent only after a while. */
    Fleet(List<SidecarWord> stored) {
        if (stored != null) {
            stored.forEach(word -> words.put(word.sidecar(), word));
        }
    }

    /** What has to survive; the same object while nothing has changed. */
    List<SidecarWord> stored() {
        if (stored == null) {
            stored = List.copyOf(words.values());
        }
        return stored;
    }

    /** A sidecar said that it applies a table. */
    void acknowledged(String sidecar, long revision, Instant appliedAt, Instant now) {
        SidecarWord before = before(sidecar, now);
        if (before == null) {
            return;
        }
        boolean news = revision > before.revision();
        boolean same = revision == before.revision();
        words.put(
                sidecar,
                new SidecarWord(
                        sidecar,
                        now,
                        Math.max(revision, before.revision()),
                        news || same && before.appliedAt() == null ? appliedAt : before.appliedAt(),
                        news ? now : before.heardAt(),
                        before.health()));
    }

    /** A sidecar reported; its revision is the one in force in the time that it reports on. */
    void reported(String sidecar, long revision, Map<String, Warmth> health, Instant now) {
        SidecarWord before = before(sidecar, now);
        if (before == null) {
            return;
        }
        boolean news = revision > before.revision();
        words.put(
                sidecar,
                new SidecarWord(
                        sidecar,
                        now,
                        Math.max(revision, before.revision()),
                        news ? null : before.appliedAt(),
                        news ? now : before.heardAt(),
                        health));
    }

    /** What was known of a sidecar of which something new is known; null if there is no room for one more. */
    private SidecarWord before(String sidecar, Instant now) {
        stored = null;
        listen(now);
        SidecarWord before = words.get(sidecar);
        if (before != null) {
            return before;
        }
        words.values().removeIf(word -> Duration.between(word.seen(), now).compareTo(FORGOTTEN) > 0);
        return words.size() >= MOST ? null : new SidecarWord(sidecar, now, 0, null, now, Map.of());
    }

    private void listen(Instant now) {
        if (listeningSince == null) {
            listeningSince = now;
        }
    }

    /** Whether all sidecars that are alive have had time to say so. */
    boolean isComplete(Instant now) {
        listen(now);
        return Duration.between(listeningSince, now).compareTo(ALL_HEARD_WITHIN) >= 0;
    }

    /** What each sidecar has done about a drill; of none, only who is silent. */
    List<DrillSidecar> of(Drill drill, Instant now) {
        listen(now);
        return words.values().stream()
                .filter(word -> Duration.between(word.seen(), now).compareTo(FORGOTTEN) <= 0)
                .map(word -> {
                    boolean applied = drill != null && word.revision() >= drill.revision();
                    boolean exactly = applied && word.revision() == drill.revision() && word.appliedAt() != null;
                    return new DrillSidecar(
                            word.sidecar(),
                            exactly
                                    ? (Long) Duration.between(drill.since(), word.appliedAt())
                                            .toMillis()
                                    : null,
                            applied
                                    ? (Long) Math.max(
                                            0,
                                            Duration.between(drill.since(), word.heardAt())
                                                    .toMillis())
                                    : null,
                            isSilent(word, now),
                            drill == null || word.health().isEmpty()
                                    ? null
                                    : word.health()
                                            .getOrDefault(drill.variant(), new Warmth(Warmth.State.UNTRIED, null)));
                })
                .toList();
    }

    private boolean isSilent(SidecarWord word, Instant now) {
        Instant last = word.seen().isAfter(listeningSince) ? word.seen() : listeningSince;
        return Duration.between(last, now).compareTo(SILENCE) > 0;
    }
}
