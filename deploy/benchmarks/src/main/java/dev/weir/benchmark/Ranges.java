package dev.weir.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Refuses values of options that nothing can be measured with: exit code 2, and what to write instead. */
public record Ranges(CommandSpec spec) {

    /** Refuses a number that is too small; null stands for an option that was not given. */
    public Ranges atLeast(long least, String option, Number value) {
        return check(value == null || value.longValue() >= least, option, value, "at least " + least);
    }

    /** Refuses a number that is below 0 or too great. */
    public Ranges upTo(long most, String option, long value) {
        return check(value >= 0 && value <= most, option, value, "from 0 to " + most);
    }

    /** Refuses what is no share of a whole. */
    public Ranges share(String option, double value) {
        return check(value > 0 && value <= 1, option, value, "more than 0 and at most 1");
    }

    private Ranges check(boolean isGood, String option, Number value, String range) {
        if (!isGood) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + " is " + value + ", but must be " + range);
        }
        return this;
    }
}
