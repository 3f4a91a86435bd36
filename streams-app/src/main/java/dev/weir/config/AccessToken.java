package dev.weir.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A secret by which the control plane knows a person or a program. The secret itself is not kept, only its hash.
 *
 * @param name   who has it; signs the decisions asked for with it
 * @param role   what it allows
 * @param sha256 SHA-256 of the secret's UTF-8 bytes, 64 lower-case hexadecimal digits
 */
public record AccessToken(String name, Role role, String sha256) {
    /** What a token allows. */
    public enum Role {
        /** To look. */
        READER,
        /** To look and to act. */
        OPERATOR
    }

    /** The token of a secret. */
    public static AccessToken of(String name, Role role, String secret) {
        return new AccessToken(name, role, HexFormat.of().formatHex(hash(secret)));
    }

    /** Whether a secret is the one of this token; takes as long for a wrong one as for the right one. */
    public boolean isOf(String secret) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), hash(secret));
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
