package dev.weir.judge;

import java.util.List;

/**
 * What alerts have told, as it is stored between commits.
 *
 * @param open  the latest alert of each incident that is not over
 * @param count number of alerts so far, from which ids follow
 */
public record OpenAlerts(List<Alert> open, long count) {
    public OpenAlerts {
        open = List.copyOf(open);
    }
}
