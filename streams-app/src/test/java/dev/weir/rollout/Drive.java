package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Drives the rollout machine by hand, signal by signal, and keeps what it decided. */
final class Drive {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final long ENOUGH = 5_000;

    final List<Decision> decisions = new ArrayList<>();
    ModelState state = ModelState.unknown("sentiment");
    Instant now = START;
    Verdict latest;

    Drive after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Optional<Decision> signal(Signal signal) {
        Optional<Decision> decided = RolloutMachine.decide(state, signal);
        decided.ifPresent(decision -> {
            state = RolloutMachine.evolve(state, decision);
            decisions.add(decision);
        });
        return decided;
    }

    Optional<Decision> submit(Plan plan) {
        return signal(new Signal.Submitted(plan, now));
    }

    Decision command(Verb verb) {
        return command(verb, false);
    }

    Decision command(Verb verb, boolean force) {
        return signal(new Signal.Commanded(new Command(verb, "ada", "because I say so", force), latest, now))
                .orElseThrow();
    }

    Optional<Decision> judged(Standing standing) {
        return judged(standing, ENOUGH, CheckState.UNDECIDED);
    }

    Optional<Decision> judged(Standing standing, long samples, CheckState check) {
        latest = VerdictDraft.verdict(standing, now, samples, check);
        return signal(new Signal.Judged(latest, now));
    }

    Optional<Decision> judged(Standing standing, Check... checks) {
        latest = VerdictDraft.verdict(standing, now, ENOUGH, List.of(checks));
        return signal(new Signal.Judged(latest, now));
    }

    Decision rule(Verb verb, RuleChange rule) {
        return signal(new Signal.Commanded(
                        new Command(verb, "ada", "because I say so", false, rule, null), latest, now))
                .orElseThrow();
    }

    /** What a webhook answers; nothing is decided where nobody waits for it. */
    Optional<Decision> answered(Verb verb, String question, String said) {
        return signal(new Signal.Commanded(new Command(verb, "webhook", said, false, null, question), latest, now));
    }

    /** The table that routers have. */
    RoutingTable table() {
        Decision last = decisions.stream()
                .filter(decision -> decision.revision() != null)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        return RoutingTable.of(state, last);
    }

    /** To the named stage of an accepted plan, as evidence leads there. */
    Drive to(String stage) {
        while (!state.rollout().stageName().equals(stage)) {
            after(Duration.ofSeconds(1)).judged(Standing.PROVED, ENOUGH, CheckState.UNDECIDED);
            assertThat(decisions.size()).isLessThan(20);
        }
        after(Duration.ofSeconds(1));
        return this;
    }

    static Drive started(Plan plan) {
        Drive drive = new Drive();
        drive.submit(plan);
        return drive;
    }
}
