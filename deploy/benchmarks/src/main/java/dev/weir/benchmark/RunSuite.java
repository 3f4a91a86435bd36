package dev.weir.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * {@code SUITE [--rounds N] [JMH options]}: runs every benchmark of a suite once a round and prints their ratios to the
 * suite's bound. A ratio is taken inside one round, so that a machine that is busier in one round than in another does not
 * bend it.
 */
public final class RunSuite {

    private static final String ROUNDS = "--rounds";
    private static final List<String> HELP = List.of("--help", "-h");
    private static final int DEFAULT_ROUNDS = 3;

    private RunSuite() {}

    /** Runs, and ends with exit code 2 where the arguments are wrong. */
    public static void main(String[] args) throws RunnerException, IOException {
        try {
            run(List.of(args), System.out);
        } catch (IllegalArgumentException | CommandLineOptionException e) {
            System.err.println("run: " + e.getMessage());
            System.err.println(usage());
            System.exit(2);
        }
    }

    static void run(List<String> args, PrintStream out)
            throws RunnerException, CommandLineOptionException, IOException {
        // After a suite it is JMH's.
        if (!args.isEmpty() && HELP.contains(args.get(0))) {
            out.println(usage());
            return;
        }
        if (args.isEmpty()) {
            throw new IllegalArgumentException("name a suite");
        }
        Suite suite =
                Suite.named(args.get(0)).orElseThrow(() -> new IllegalArgumentException("no suite " + args.get(0)));
        List<String> rest = new ArrayList<>(args.subList(1, args.size()));
        int rounds = takeRounds(rest);
        CommandLineOptions given = new CommandLineOptions(rest.toArray(String[]::new));
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        out.print(table(suite, rounds, given).text());
    }

    /**
     * Runs a suite.
     *
     * @param suite  what to run
     * @param rounds how often, at least 1
     * @param given  JMH's options, above the suite's own
     */
    static RatioTable table(Suite suite, int rounds, Options given) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().parent(given).addProfiler(GCProfiler.class);
        if (given.getIncludes().isEmpty()) {
            options.include(suite.pattern());
        }
        if (!given.getForkCount().hasValue()) {
            options.forks(1);
        }
        List<Collection<RunResult>> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            results.add(new Runner(options.build()).run());
        }
        return RatioTable.of(suite.bound(), results);
    }

    private static String usage() {
        return "usage: run SUITE [--rounds N] [JMH options]; suites: " + Suite.names() + "; --rounds is "
                + DEFAULT_ROUNDS + " by default; run SUITE -h lists JMH's options";
    }

    private static int takeRounds(List<String> args) {
        int at = args.indexOf(ROUNDS);
        if (at < 0) {
            return DEFAULT_ROUNDS;
        }
        List<String> option = args.subList(at, Math.min(at + 2, args.size()));
        String value = option.size() < 2 ? "" : option.get(1);
        option.clear();
        if (!value.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException(ROUNDS + " wants a number from 1 to 99, but is " + Arrays.asList(value));
        }
        return Integer.parseInt(value);
    }
}
