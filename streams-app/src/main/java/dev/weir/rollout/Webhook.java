package dev.weir.rollout;

import java.time.Duration;

/**
 * Another system that has to agree to the end of a stage.
 *
 * @param url     address that is asked by POST; any 2xx answer lets the stage end
 * @param timeout longest time to wait for an answer
 * @param retry   time until it is asked again after any other answer, doubled each time up to {@link #LONGEST_PAUSE}
 */
public record Webhook(String url, Duration timeout, Duration retry) {
    /** Longest time to wait for an answer where the plan says nothing. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Time until it is asked a second time where the plan says nothing. */
    public static final Duration RETRY = Duration.ofSeconds(30);

    /** Longest time between two questions, unless the plan asks for a longer first one. */
    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final int MOST_DOUBLINGS = 20;

    /**
     * Time between an answer that did not agree and the next question.
     *
     * @param asked questions so far, at least 1
     */
    Duration pause(int asked) {
        Duration doubled = retry.multipliedBy(1L << Math.min(MOST_DOUBLINGS, asked - 1));
        Duration longest = retry.compareTo(LONGEST_PAUSE) > 0 ? retry : LONGEST_PAUSE;
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
