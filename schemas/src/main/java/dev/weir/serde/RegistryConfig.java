package dev.weir.serde;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach the schema registry, read from client configuration under Confluent's names.
 *
 * @param urls addresses in the order in which they are tried, without user information
 * @param authorization value of the Authorization header; empty if none is sent
 * @param autoRegister whether schemas are registered on first use, or only looked up
 * @param retries further rounds over all addresses after a failed one, 0 to 100
 * @param timeout longest wait for one answer
 */
record RegistryConfig(
        List<URI> urls, Optional<String> authorization, boolean autoRegister, int retries, Duration timeout) {

    static final String URL = "schema.registry.url";
    static final String AUTO_REGISTER = "auto.register.schemas";
    static final String RETRIES = "weir.registry.retries";
    static final String TIMEOUT_MS = "weir.registry.timeout.ms";
    private static final String BASIC_SOURCE = "basic.auth.credentials.source";
    private static final String BASIC_USER_INFO = "basic.auth.user.info";
    private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    private static final String BEARER_TOKEN = "bearer.auth.token";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    URL,
                    Type.LIST,
                    List.of(),
                    Importance.HIGH,
                    "Addresses of the schema registry, comma separated; the next one is tried when one fails.")
            .define(
                    AUTO_REGISTER,
                    Type.BOOLEAN,
                    true,
                    Importance.MEDIUM,
                    "Whether a writer registers its schemas, or expects to find them registered.")
            .define(
                    BASIC_SOURCE,
                    Type.STRING,
                    "URL",
                    ValidString.in("URL", "USER_INFO"),
                    Importance.MEDIUM,
                    "Where user:password comes from: the address (URL) or basic.auth.user.info (USER_INFO).")
            .define(BASIC_USER_INFO, Type.PASSWORD, "", Importance.MEDIUM, "user:password, for USER_INFO.")
            .define(
                    BEARER_SOURCE,
                    Type.STRING,
                    "",
                    ValidString.in("", "STATIC_TOKEN"),
                    Importance.MEDIUM,
                    "Where a bearer token comes from: bearer.auth.token (STATIC_TOKEN); empty for none.")
            .define(BEARER_TOKEN, Type.PASSWORD, "", Importance.MEDIUM, "The token, for STATIC_TOKEN.")
            .define(
                    RETRIES,
                    Type.INT,
                    3,
                    Range.between(0, 100),
                    Importance.LOW,
                    "Further rounds over all addresses after a failed one, with growing pauses.")
            .define(
                    TIMEOUT_MS,
                    Type.INT,
                    5_000,
                    Range.between(1, 600_000),
                    Importance.LOW,
                    "Longest wait for one answer of the registry, in milliseconds.");

    RegistryConfig {
        urls = List.copyOf(urls);
    }

    /**
     * Reads the registry's part of a client configuration; other keys are left alone.
     *
     * @throws ConfigException naming the key, what was found and what to write instead
     */
    static RegistryConfig from(Map<String, ?> config) {
        AbstractConfig parsed = new AbstractConfig(DEFINITION, config, false);
        List<URI> given =
                parsed.getList(URL).stream().map(RegistryConfig::address).toList();
        if (given.isEmpty()) {
            throw new ConfigException(
                    URL + " is missing: set the address of the schema registry, e.g. http://host:8081");
        }
        return new RegistryConfig(
                given.stream().map(RegistryConfig::withoutUserInfo).toList(),
                authorization(parsed, given),
                parsed.getBoolean(AUTO_REGISTER),
                parsed.getInt(RETRIES),
                Duration.ofMillis(parsed.getInt(TIMEOUT_MS)));
    }

    private static URI address(String text) {
        URI uri;
        try {
            uri = URI.create(text.trim());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(URL + " is no address (" + e.getMessage() + "): write e.g. http://host:8081");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new ConfigException(URL + " has an address that is not http or https with a host name or number: \""
                    + text.trim() + "\"; write e.g. http://host:8081");
        }
        return uri;
    }

    /** The address goes into messages and logs, the password must not. */
    private static URI withoutUserInfo(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
    }

    private static Optional<String> authorization(AbstractConfig config, List<URI> urls) {
        if (config.getString(BEARER_SOURCE).equals("STATIC_TOKEN")) {
            return Optional.of("Bearer " + required(config, BEARER_TOKEN, BEARER_SOURCE + "=STATIC_TOKEN"));
        }
        if (config.getString(BASIC_SOURCE).equals("USER_INFO")) {
            return Optional.of(basic(required(config, BASIC_USER_INFO, BASIC_SOURCE + "=USER_INFO")));
        }
        return urls.stream()
                .map(URI::getRawUserInfo)
                .filter(Objects::nonNull)
                .findFirst()
                .map(info -> basic(URLDecoder.decode(info.replace("+", "%2B"), StandardCharsets.UTF_8)));
    }

    private static String required(AbstractConfig config, String key, String because) {
        Password value = config.getPassword(key);
        if (value.value().isBlank()) {
            throw new ConfigException(key + " is missing, but " + because + " asks for it");
        }
        return value.value();
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves the credentials out, so that the value can be logged. */
    @Override
    public String toString() {
        return "RegistryConfig[urls=" + urls + ", authorization=" + (authorization.isPresent() ? "set" : "none")
                + ", autoRegister=" + autoRegister + ", retries=" + retries + ", timeout=" + timeout + "]";
    }
}
