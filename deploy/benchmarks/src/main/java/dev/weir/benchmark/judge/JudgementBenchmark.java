package dev.weir.benchmark.judge;

import dev.weir.evidence.Trial;
import dev.weir.verdict.AgreementTerms;
import dev.weir.verdict.ErrorBudget;
import dev.weir.verdict.Occasion;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdicts;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A judgement on six guardrails in all traffic and in twenty segments, of a canary of which nothing is proved yet: 127
 * checks and the sentence that a person reads. A judge takes over from its last judgement what rests on the same evidence.
 *
 * <p>{@code deploy/benchmarks/run judge Judgement}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class JudgementBenchmark {
    private static final int MOST_SECONDS = 1_000;

    private final Verdicts verdicts = new Verdicts();
    private Trial trial;
    private Trial afterBlock;
    private Trial other;
    private Occasion occasion;
    private boolean turn;

    /** Makes a trial, the same after one more block, and one whose evidence is all newer. */
    @Setup(Level.Trial)
    public void setUp() {
        Canary canary = new Canary(true);
        trial = canary.trial();
        afterBlock = trial.take(canary.closed(5, 45));
        for (int i = 0; other == null || sharesEvidence(trial, other); i++) {
            if (i == MOST_SECONDS) {
                throw new IllegalStateException("no evidence in some segment after " + i + " seconds: " + other);
            }
            canary.run(1);
            other = canary.trial();
        }
        occasion = new Occasion(
                "verdict",
                canary.now(),
                new ErrorBudget(0.05, 0.05),
                false,
                Canary.CLOSING,
                null,
                new AgreementTerms(0.85, 1_000));
    }

    private static boolean sharesEvidence(Trial one, Trial another) {
        for (int i = 0; i < one.guardrails().size(); i++) {
            if (one.guardrails().get(i) == another.guardrails().get(i)) {
                return true;
            }
        }
        for (int i = 0; i < one.segments().size(); i++) {
            if (one.segments().get(i) == another.segments().get(i)) {
                return true;
            }
        }
        return false;
    }

    /** All of it is new. */
    @Benchmark
    public Verdict full() {
        turn = !turn;
        return verdicts.of(turn ? trial : other, occasion);
    }

    /** One block is new: all traffic and three segments. */
    @Benchmark
    public Verdict afterBlock() {
        turn = !turn;
        return verdicts.of(turn ? trial : afterBlock, occasion);
    }

    /** Nothing is new. */
    @Benchmark
    public Verdict again() {
        return verdicts.of(trial, occasion);
    }
}
