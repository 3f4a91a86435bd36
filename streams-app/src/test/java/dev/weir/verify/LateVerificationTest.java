package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.verify.Finding.Word;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A log of a shadow stage and an experiment whose events and outcomes came late, twice and in whatever pieces: derived once more,
 * and with something in it that is another.
 */
class LateVerificationTest {
    private static final int REQUESTS = 12_000;

    private static LiveLog log;

    @BeforeAll
    static void judge() {
        log = new LiveLog(
                JudgedLog.plan(
                        """
                        stages:
                          - { name: shadow, weight: 0, mirror: 100, minDuration: 20s, maxDuration: 10m }
                          - { name: ab-test, weight: 50, minDuration: 60s, maxDuration: 10m }
                          - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                        override: { skippedStages: "a shadow and a test show it" }
                        shadow: { comparator: label, minAgreement: 0.8, minSamples: 200 }
                        experiment: { metric: success, minEffect: 0.05, minSamples: 100 }
                        holdback: 50
                        guardrails:
                          errorRate:   { maxRatio: 2.0, floor: 0.05 }
                          timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                          latencyP50:  { maxRatio: 2 }
                          latencyP95:  { maxRatio: 2 }
                        """),
                7);
        SplittableRandom random = new SplittableRandom(5);
        LiveTraffic traffic = new LiveTraffic(log, 6);
        for (int i = 0; i < REQUESTS; i++) {
            boolean isShadow = i < 1_350;
            boolean isLast = i > REQUESTS * 5 / 6;
            String variant = !isShadow && random.nextBoolean() ? "v2" : "v1";
            boolean isFailing = isLast && variant.equals("v2");
            traffic.send(i, variant, Role.SERVED, failing(random, isFailing ? 50 : 1), "yes");
            if (isShadow) {
                traffic.send(i, "v2", Role.SHADOW, failing(random, 1), random.nextInt(20) == 0 ? "no" : "yes");
            }
            traffic.tell(i, random.nextInt(100) < (variant.equals("v2") ? 90 : 60));
        }
        log.play(LiveLog.Trouble.PARTITIONS_HELD_UP);
    }

    private static Status failing(SplittableRandom random, int percent) {
        return random.nextInt(100) < percent ? Status.ERROR : Status.OK;
    }

    private static Decision end(String stage) {
        return log.decisions.stream()
                .filter(decision -> stage.equals(decision.getFromStage())
                        && decision.getAction() != DecisionAction.HOLD
                        && decision.getVerdictId() != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldVerifyEachDecisionWhateverCameLate() {
        assertThat(log.late()).isGreaterThan(20);
        assertThat(log.leftOut()).isGreaterThan(20);
        assertThat(log.verdicts)
                .extracting(Verdict::getKind)
                .contains(VerdictKind.SHADOW, VerdictKind.AB_TEST, VerdictKind.FULL);
        assertThat(log.derivable()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(id -> {
            Finding finding = log.find(id);
            assertThat(finding.word()).as("%s: %s", id, finding.why()).isEqualTo(Word.VERIFIED);
        });
    }

    @Test
    void shouldFindAnOutcomeThatIsGone() {
        assertThat(differing("ab-test", events -> events, outcomes -> without(outcomes, inTime("ab-test"))))
                .contains("labelled.");
    }

    @Test
    void shouldFindAnOutcomeThatIsAnother() {
        UnaryOperator<List<EventTape.Known>> flip = outcomes -> {
            EventTape.Known known = first(outcomes, inTime("ab-test"));
            Outcome said = known.outcome();
            Outcome other = new Outcome(
                    said.requestId(),
                    said.model(),
                    said.knownMillis(),
                    null,
                    said.label().equals("yes") ? "no" : "yes",
                    null,
                    null);
            return replaced(outcomes, known, new EventTape.Known(known.partition(), known.offset(), other));
        };

        assertThat(differing("ab-test", events -> events, flip)).contains("success.");
    }

    @Test
    void shouldFindACopyThatIsGone() {
        assertThat(differing(
                        "shadow",
                        events -> without(
                                events,
                                before("shadow").and(entry -> entry.event().role() == Role.SHADOW)),
                        outcomes -> outcomes))
                .contains("agreement.");
    }

    @Test
    void shouldFindALatencyThatIsAnother() {
        UnaryOperator<List<EventTape.Entry>> slower = events -> {
            EventTape.Entry entry = first(events, before("ab-test"));
            Observation event = entry.event();
            Call call = new Call(900_000, Status.OK, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT);
            return replaced(
                    events,
                    entry,
                    new EventTape.Entry(
                            entry.partition(),
                            entry.offset(),
                            entry.at(),
                            entry.readUntil(),
                            new Observation(
                                    event.requestId(),
                                    event.model(),
                                    event.variant(),
                                    event.role(),
                                    event.assignedMillis(),
                                    event.unit(),
                                    event.segments(),
                                    event.revision(),
                                    event.routed(),
                                    event.randomised(),
                                    event.firstOfUnit(),
                                    event.request(),
                                    event.prediction(),
                                    call),
                            entry.side(),
                            entry.label()));
        };

        assertThat(differing("ab-test", slower, outcomes -> outcomes)).contains("latencyP");
    }

    @Test
    void shouldNotBeTakenInByAVerdictThatSaysLessWasKnown() {
        Decision end = end("ab-test");
        Verdict cause = log.verdicts.stream()
                .filter(verdict -> verdict.getVerdictId().equals(end.getVerdictId()))
                .findFirst()
                .orElseThrow();
        List<Verdict> altered = new ArrayList<>(log.verdicts);
        altered.set(
                altered.indexOf(cause),
                Verdict.newBuilder(cause).setReadings(List.of()).build());

        Finding finding = Verification.of(
                        "shop",
                        end.getDecisionId(),
                        log.decisions,
                        altered,
                        Verification.Judge.STANDARD,
                        stretch -> new EventTape(log.events, log.outcomes, List.of(), false))
                .orElseThrow();

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
    }

    @Test
    void shouldSayThatAnEarlierVersionDidNotSayWhichOutcomesHadCome() {
        List<Verdict> older = log.verdicts.stream()
                .map(verdict -> Verdict.newBuilder(verdict).setReadings(null).build())
                .toList();

        Finding finding = Verification.of(
                        "shop",
                        end("ab-test").getDecisionId(),
                        log.decisions,
                        older,
                        Verification.Judge.STANDARD,
                        stretch -> new EventTape(log.events, log.outcomes, List.of(), false))
                .orElseThrow();

        assertThat(finding.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(finding.why()).contains("verdicts of its rollout do not say which had come");
    }

    private static String differing(
            String stage, UnaryOperator<List<EventTape.Entry>> events, UnaryOperator<List<EventTape.Known>> outcomes) {
        Finding finding = log.find(end(stage).getDecisionId(), events, outcomes);

        assertThat(finding.word()).isEqualTo(Word.DIFFERS);
        return String.join(
                " ",
                finding.figures().stream()
                        .filter(figure -> !figure.isSame())
                        .map(figure -> figure.check() + "." + figure.figure())
                        .toList());
    }

    /** Events that are in the evidence of the end of a stage. */
    private static Predicate<EventTape.Entry> before(String stage) {
        Instant end = end(stage).getTimestamp();
        return entry -> !entry.at().isAfter(Instant.ofEpochMilli(entry.event().assignedMillis() + 100))
                && entry.at().isAfter(end.minusSeconds(12))
                && entry.at().isBefore(end.minusSeconds(6))
                && entry.event().call() != null;
    }

    /** Outcomes of requests that are in the evidence of the end of a stage. */
    private static Predicate<EventTape.Known> inTime(String stage) {
        List<String> requests = log.events.stream()
                .filter(before(stage))
                .map(entry -> entry.event().requestId())
                .toList();
        long end = end(stage).getTimestamp().toEpochMilli();
        return known -> requests.contains(known.outcome().requestId())
                && known.outcome().knownMillis() < end - 3_000
                && log.outcomes.stream()
                                .filter(other -> other.outcome()
                                        .requestId()
                                        .equals(known.outcome().requestId()))
                                .count()
                        == 1;
    }

    private static <T> T first(List<T> list, Predicate<T> which) {
        return list.stream().filter(which).findFirst().orElseThrow();
    }

    private static <T> List<T> without(List<T> list, Predicate<T> which) {
        List<T> fewer = new ArrayList<>(list);
        fewer.remove(first(list, which));
        return fewer;
    }

    private static <T> List<T> replaced(List<T> list, T one, T other) {
        List<T> changed = new ArrayList<>(list);
        changed.set(list.indexOf(one), other);
        return changed;
    }
}
