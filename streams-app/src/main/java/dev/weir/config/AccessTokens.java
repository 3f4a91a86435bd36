package dev.weir.config;

import dev.weir.config.AccessToken.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code http.tokens}: who may look at the control plane, and who may act. */
final class AccessTokens {
    private static final String NAMED = "[^\\p{Cntrl}]{1,200}";
    private static final String HASH = "[0-9a-f]{64}";

    /** Shorter ones can be guessed. */
    private static final int SHORTEST = 16;

    private AccessTokens() {}

    /** The tokens of the section; none where the key is not there. What is wrong is added to the problems. */
    static List<AccessToken> read(Section http) {
        List<AccessToken> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : http.sections("tokens").orElse(List.of())) {
            Optional<String> name = section.text("name");
            Optional<Role> role = section.choice("role", roles());
            Optional<Secret> secret = secret(section);
            section.close();
            if (name.isEmpty()) {
                section.problem("name", "is missing; it signs the decisions asked for with the token, e.g. ada");
            } else if (!name.get().matches(NAMED) || name.get().equals("weir")) {
                section.problem(
                        "name", "must be a name of at most 200 characters, and not weir, which signs by itself");
            } else if (!names.add(name.get())) {
                section.problem("name", "is '" + name.get() + "' a second time; give each token a name of its own");
            } else if (role.isEmpty()) {
                if (section.text("role").isEmpty()) {
                    section.problem("role", "is missing; write reader or operator");
                }
            } else {
                secret.ifPresent(given -> tokens.add(given.token(name.get(), role.get())));
            }
        }
        return tokens;
    }

    private interface Secret {
        AccessToken token(String name, Role role);
    }

    private static Map<String, Role> roles() {
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put("reader", Role.READER);
        roles.put("operator", Role.OPERATOR);
        return roles;
    }

    private static Optional<Secret> secret(Section section) {
        Optional<String> text = section.text("token");
        Optional<String> file = section.text("tokenFile");
        Optional<String> hash = section.text("tokenSha256");
        if (List.of(text, file, hash).stream().filter(Optional::isPresent).count() != 1) {
            section.problem("token", "must be given once: as token, tokenFile or tokenSha256");
            return Optional.empty();
        }
        if (hash.isPresent()) {
            if (!hash.get().matches(HASH)) {
                section.problem("tokenSha256", "must have 64 digits 0-9a-f; printf %s TOKEN | sha256sum prints them");
                return Optional.empty();
            }
            return Optional.of((name, role) -> new AccessToken(name, role, hash.get()));
        }
        String key = text.isPresent() ? "token" : "tokenFile";
        return text.or(() -> contents(section, file.get())).flatMap(secret -> {
            if (secret.length() < SHORTEST) {
                section.problem(key, "is shorter than " + SHORTEST + " characters; openssl rand -hex 16 makes one");
                return Optional.empty();
            }
            return Optional.of((Secret) (name, role) -> AccessToken.of(name, role, secret));
        });
    }

    private static Optional<String> contents(Section section, String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            section.problem("tokenFile", "cannot be read: " + ConfigException.reason(e));
            return Optional.empty();
        }
    }
}
