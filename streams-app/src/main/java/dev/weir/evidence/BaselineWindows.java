package dev.weir.evidence;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the baseline's quantiles lie in each stratum, as far as there is room: the busiest strata have a window of their
 * own, all share one. Which window a block is compared by does not matter for validity, since the null holds at every
 * point; a stratum's own point only tells more.
 *
 * @param overall the window of all requests
 * @param own     windows of strata, at most {@value #MOST_OWN} once the first stage has begun
 */
public record BaselineWindows(BaselineWindow overall, Map<String, BaselineWindow> own) {
    /** Nothing known. */
    static final BaselineWindows EMPTY = new BaselineWindows(BaselineWindow.EMPTY, Map.of());

    /** Strata with a window of their own; each takes some kilobytes. */
    static final int MOST_OWN = 64;

    public BaselineWindows {
        own = Collections.unmodifiableMap(new TreeMap<>(own));
    }

    /** The windows while the baseline is collected: any stratum may prove busy, so there is room for twice as many. */
    BaselineWindows collect(Map<String, Distributions> byStratum) {
        Map<String, BaselineWindow> grown = new TreeMap<>(own);
        BaselineWindow all = overall;
        for (Map.Entry<String, Distributions> stratum : byStratum.entrySet()) {
            all = all.plus(stratum.getValue());
            grown.merge(
                    stratum.getKey(),
                    BaselineWindow.EMPTY.plus(stratum.getValue()),
                    (known, later) -> known.plus(stratum.getValue()));
        }
        return new BaselineWindows(all, grown.size() > 2 * MOST_OWN ? busiest(grown) : grown);
    }

    /** The windows as the first stage begins, when it is settled which strata there are. */
    BaselineWindows settle(Strata strata) {
        Map<String, BaselineWindow> settled = new TreeMap<>();
        own.forEach((stratum, window) ->
                settled.merge(strata.stratum(stratum), window, (one, other) -> one.plus(other.older())
                        .plus(other.newer())));
        return new BaselineWindows(overall, busiest(settled));
    }

    private static Map<String, BaselineWindow> busiest(Map<String, BaselineWindow> windows) {
        List<String> strata = windows.keySet().stream()
                .sorted(Comparator.comparingLong(
                                (String stratum) -> -windows.get(stratum).requests())
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_OWN)
                .toList();
        Map<String, BaselineWindow> kept = new TreeMap<>(windows);
        kept.keySet().retainAll(strata);
        return kept;
    }
}
