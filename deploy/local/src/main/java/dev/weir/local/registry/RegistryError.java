package dev.weir.local.registry;

import java.util.List;

/** A request the registry refuses, with the error code of Confluent's REST interface and the HTTP status it implies. */
final class RegistryError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    private RegistryError(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Error code: three digits are an HTTP status, five digits begin with one. */
    int code() {
        return code;
    }

    int httpStatus() {
        return code > 999 ? code / 100 : code;
    }

    static RegistryError subjectNotFound(String subject) {
        return new RegistryError(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryError versionNotFound(String subject, String version) {
        return new RegistryError(40402, "Version " + version + " of subject '" + subject + "' not found.");
    }

    static RegistryError schemaNotFound(String what) {
        return new RegistryError(40403, "Schema not found: " + what + ".");
    }

    static RegistryError noCompatibilityOf(String subject) {
        return new RegistryError(
                40408,
                "Subject '" + subject + "' has no compatibility level of its own; ask GET /config for the default.");
    }

    static RegistryError invalidSchema(String reason) {
        return new RegistryError(42201, "Invalid schema: " + reason);
    }

    static RegistryError invalidVersion(String version) {
        return new RegistryError(
                42202, "The version '" + version + "' is not valid; write a number from 1, or latest.");
    }

    static RegistryError invalidCompatibility(String name, String known) {
        return new RegistryError(42203, "Invalid compatibility level '" + name + "'; write one of " + known + ".");
    }

    static RegistryError incompatible(String subject, List<String> objections) {
        return new RegistryError(
                409,
                "Schema being registered is incompatible with an earlier schema for subject '" + subject + "': "
                        + String.join("; ", objections));
    }
}
