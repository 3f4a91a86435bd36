package dev.weir.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where alerts are sent.
 *
 * @param name        name in the log and in the metrics
 * @param type        form of what is sent
 * @param url         address it is sent to by POST
 * @param routingKey  integration key of a PagerDuty service; null for other types
 * @param headers     headers that are sent along
 * @param least       severity below which nothing is sent
 * @param models      models whose alerts are sent; empty for all
 * @param timeout     longest time an answer may take, positive
 * @param giveUpAfter time after which an alert that could not be delivered is given up, positive
 */
public record NotifyChannel(
        String name,
        Type type,
        URI url,
        String routingKey,
        Map<String, String> headers,
        Least least,
        List<String> models,
        Duration timeout,
        Duration giveUpAfter) {

    public NotifyChannel {
        headers = Map.copyOf(headers);
        models = List.copyOf(models);
    }

    /** Form of what is sent. */
    public enum Type {
        /** The alert as JSON. */
        WEBHOOK,
        /** A message for an incoming webhook of Slack, or of what speaks like it. */
        SLACK,
        /** An event for version 2 of PagerDuty's Events API. */
        PAGERDUTY
    }

    /** Severity below which nothing is sent, in rising order. */
    public enum Least {
        INFO,
        WARNING,
        CRITICAL
    }

    /** Keys, headers and the path of the address are secrets. */
    @Override
    public String toString() {
        return "NotifyChannel[name=" + name + ", type=" + type + ", host=" + url.getHost() + ", least=" + least
                + ", models=" + models + "]";
    }
}
