package dev.weir.router.app;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Kafka settings among environment variables: {@code WEIR_KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}. */
final class KafkaVariables {

    private static final String PREFIX = "WEIR_KAFKA_";

    private KafkaVariables() {}

    /** Returns the settings that an environment gives, by their own names. */
    static Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                settings.put(
                        name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return settings;
    }
}
