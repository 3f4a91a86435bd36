package dev.weir.config;

import dev.weir.config.NotifyChannel.Least;
import dev.weir.config.NotifyChannel.Type;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the channels of {@code notify}. A value {@code env:NAME} is taken from the environment, so that no secret need be
 * in the file.
 */
final class NotifyReader {
    private static final String FROM_ENVIRONMENT = "env:";
    private static final String PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(15);
    private static final Map<String, Type> TYPES =
            words(Map.of("webhook", Type.WEBHOOK, "slack", Type.SLACK, "pagerduty", Type.PAGERDUTY));
    private static final Map<String, Least> SEVERITIES =
            words(Map.of("info", Least.INFO, "warning", Least.WARNING, "critical", Least.CRITICAL));

    private final Map<String, String> environment;
    private final Set<String> names = new HashSet<>();

    NotifyReader(Map<String, String> environment) {
        this.environment = environment;
    }

    private static <T extends Enum<T>> Map<String, T> words(Map<String, T> words) {
        Map<String, T> ordered = new LinkedHashMap<>();
        words.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(word -> ordered.put(word.getKey(), word.getValue()));
        return ordered;
    }

    List<NotifyChannel> channels(Optional<List<Section>> sections) {
        List<NotifyChannel> channels = new ArrayList<>();
        sections.orElse(List.of()).forEach(section -> channel(section).ifPresent(channels::add));
        return channels;
    }

    private Optional<NotifyChannel> channel(Section section) {
        Optional<Type> type = section.choice("type", TYPES);
        if (!section.has("type")) {
            section.problem("type", "is missing; write one of " + String.join(", ", TYPES.keySet()));
        }
        boolean pagerDuty = type.filter(Type.PAGERDUTY::equals).isPresent();
        Optional<String> routingKey = secret(section, "routingKey");
        if (pagerDuty && !section.has("routingKey")) {
            section.problem(
                    "routingKey", "is missing; write env:NAME of a variable with the service's integration key");
        }
        if (!pagerDuty && section.has("routingKey")) {
            section.problem("routingKey", "is for type pagerduty only");
        }
        Optional<URI> url = url(section, pagerDuty);
        String name = section.name("name")
                .orElse(type.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse(""));
        if (!names.add(name) && type.isPresent()) {
            section.problem("name", "is " + name + " twice; give each channel a name of its own");
        }
        Map<String, String> headers = headers(section.section("headers"));
        Least least = section.choice("severity", SEVERITIES).orElse(pagerDuty ? Least.CRITICAL : Least.INFO);
        List<String> models = section.texts("models").orElse(List.of());
        Duration timeout = positive(section, "timeout", TIMEOUT);
        Duration giveUpAfter = positive(section, "giveUpAfter", GIVE_UP_AFTER);
        section.close();
        return type.isEmpty() || url.isEmpty()
                ? Optional.empty()
                : Optional.of(new NotifyChannel(
                        name,
                        type.get(),
                        url.get(),
                        routingKey.orElse(null),
                        headers,
                        least,
                        models,
                        timeout,
                        giveUpAfter));
    }

    private Optional<URI> url(Section section, boolean pagerDuty) {
        Optional<String> text = secret(section, "url");
        if (!section.has("url")) {
            if (pagerDuty) {
                return Optional.of(URI.create(PAGERDUTY_URL));
            }
            section.problem("url", "is missing; write the address, or env:NAME of a variable with it");
        }
        return text.flatMap(written -> {
            try {
                URI url = URI.create(written.strip());
                if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
                    return Optional.of(url);
                }
            } catch (IllegalArgumentException notAnAddress) {
                // Said below; the message of the exception would repeat what may be a secret.
            }
            section.problem("url", "is no address; write http:// or https:// and a host");
            return Optional.empty();
        });
    }

    private Map<String, String> headers(Section section) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : List.copyOf(section.keys())) {
            secret(section, name).ifPresent(value -> headers.put(name, value));
        }
        section.close();
        return headers;
    }

    private Optional<String> secret(Section section, String key) {
        return section.text(key).flatMap(text -> {
            if (!text.startsWith(FROM_ENVIRONMENT)) {
                return Optional.of(text);
            }
            String value = environment.get(text.substring(FROM_ENVIRONMENT.length()));
            if (value == null || value.isBlank()) {
                section.problem(
                        key,
                        "names the variable " + text.substring(FROM_ENVIRONMENT.length())
                                + ", which is not set; set it, or write the value");
                return Optional.empty();
            }
            return Optional.of(value.strip());
        });
    }

    private static Duration positive(Section section, String key, Duration byDefault) {
        Duration duration = section.duration(key).orElse(byDefault);
        if (duration.isZero()) {
            section.problem(key, "is 0; write a positive duration such as " + Durations.format(byDefault));
            return byDefault;
        }
        return duration;
    }
}
