package dev.weir.calibration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of rollouts in which both arms are the same.
 *
 * @param rollbacks  those that Weir rolled back
 * @param plain      those that a plain rule would have rolled back
 * @param plainAfter time after which it would have, milliseconds; null if it never would
 * @param stages     how the stages went, in the plan's order, those left out that none entered
 */
public record Alarms(Share rollbacks, Share plain, Spread plainAfter, List<Stage> stages) {
    /**
     * How a stage went.
     *
     * @param name     its name
     * @param entered  replays that came so far
     * @param proved   of those the ones that left it by an ADVANCE or a PROMOTE
     * @param millis   time they spent in it; null if none left
     * @param requests requests of the candidate weighed by then; null if none left
     */
    public record Stage(String name, int entered, Share proved, Spread millis, Spread requests) {}

    static Alarms of(List<Attempt.Result> results, List<String> stages) {
        return new Alarms(
                Share.of(results, Attempt.Result::rolledBack),
                Share.of(results, result -> result.plainAlarm().isPresent()),
                Spread.of(results.stream().map(Attempt.Result::plainAlarm).flatMap(Optional::stream)),
                stages.stream()
                        .map(stage -> stage(stage, results))
                        .filter(stage -> stage.entered > 0)
                        .toList());
    }

    private static Stage stage(String name, List<Attempt.Result> results) {
        List<Attempt.Visit> visits = results.stream()
                .flatMap(result -> result.visits().stream())
                .filter(visit -> visit.stage().equals(name))
                .toList();
        Stream<Attempt.Visit> proved = visits.stream().filter(Attempt.Visit::proved);
        List<Attempt.Visit> left = proved.toList();
        return new Stage(
                name,
                visits.size(),
                Share.of(visits, Attempt.Visit::proved),
                Spread.of(left.stream().map(Attempt.Visit::millis)),
                Spread.of(left.stream().map(Attempt.Visit::requests)));
    }
}
