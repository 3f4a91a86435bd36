package dev.weir.router.admin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/**
 * Who may ask the admin server.
 *
 * @param tokens tokens, any of which will do, as a bearer token or as an API key; none lets everybody in
 * @param open   what may be asked without a token even so
 */
public record Access(List<String> tokens, Set<Area> open) {

    /** Everybody may ask for everything. */
    public static final Access OPEN = new Access(List.of(), Set.of());

    private static final String SCHEME = "Bearer ";

    /** What can be left open. */
    public enum Area {
        /** {@code /health} and all below it. */
        HEALTH,
        /** {@code /metrics}. */
        METRICS
    }

    public Access {
        tokens = List.copyOf(tokens);
        open = Set.copyOf(open);
    }

    /**
     * Returns whether a request may be answered.
     *
     * @param path          path of the request
     * @param authorization its header of that name, or null
     * @param apiKey        its header {@code X-API-Key}, as OpenFeature's clients may send a token, or null
     */
    boolean admits(String path, String authorization, String apiKey) {
        return tokens.isEmpty() || isOpen(path) || isBearer(authorization) || apiKey != null && isKnown(apiKey);
    }

    private boolean isOpen(String path) {
        if (path.equals("/health") || path.startsWith("/health/")) {
            return open.contains(Area.HEALTH);
        }
        return path.equals("/metrics") && open.contains(Area.METRICS);
    }

    private boolean isBearer(String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && isKnown(authorization.substring(SCHEME.length()));
    }

    private boolean isKnown(String sent) {
        byte[] given = digest(sent.strip());
        boolean known = false;
        for (String token : tokens) {
            // Digests are of one length and all are compared, so that the time taken tells nothing of any token.
            known |= MessageDigest.isEqual(given, digest(token));
        }
        return known;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Says how many tokens there are, and not which. */
    @Override
    public String toString() {
        return "Access[tokens=" + tokens.size() + ", open=" + open + "]";
    }
}
