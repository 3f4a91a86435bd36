package dev.weir.router.ofrep;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a state of the flags: equal names, equal answers to the same question. A digest, so that it is the same in every
 * router that applies the same tables, and after a restart.
 *
 * @param image        tables it names
 * @param etag         the name, quoted, as an ETag is
 * @param lastModified instant of the latest table's decision; the epoch without a table
 */
record ConfigTag(RouteImage image, String etag, Instant lastModified) {

    private static final int BYTES = 15;

    /**
     * Returns the name of a state.
     *
     * @param image         tables in force
     * @param firstVariants model to the variant that serves while it has no table
     */
    static ConfigTag of(RouteImage image, Map<String, String> firstVariants) {
        MessageDigest digest = sha256();
        new TreeMap<>(firstVariants).forEach((model, variant) -> {
            add(digest, model);
            add(digest, variant);
        });
        Instant last = Instant.EPOCH;
        for (Map.Entry<String, CompiledTable> entry : new TreeMap<>(image.tables()).entrySet()) {
            CompiledTable table = entry.getValue();
            add(digest, table.model());
            add(digest, Long.toString(table.revision()));
            add(digest, table.decisionId());
            last = table.timestamp().isAfter(last) ? table.timestamp() : last;
        }
        return new ConfigTag(image, quoted(digest), last);
    }

    /**
     * Returns the name of the answer for a context.
     *
     * @param context who is asking
     * @param stale   whether the router is out of touch, which the answer says
     */
    String answerTag(EvaluationContext context, boolean stale) {
        MessageDigest digest = sha256();
        add(digest, etag);
        add(digest, Boolean.toString(stale));
        add(digest, context.targetingKey());
        new TreeMap<>(context.segments()).forEach((name, value) -> {
            add(digest, name);
            add(digest, value);
        });
        return quoted(digest);
    }

    /** Lengths before texts, so that no two lists of texts look alike. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static String quoted(MessageDigest digest) {
        byte[] start = new byte[BYTES];
        System.arraycopy(digest.digest(), 0, start, 0, BYTES);
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(start) + '"';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
