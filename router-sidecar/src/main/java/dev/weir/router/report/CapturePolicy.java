package dev.weir.router.report;

import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Prediction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What of a model's inputs and answers goes into its events as it is, what hashed, and what not at all.
 *
 * <p>A hash is the first 128 bits of HMAC-SHA-256 (RFC 2104) over the UTF-8 text, in hex, under the salt as key: equal
 * texts have equal hashes for as long as the salt stays, so that categories can still be counted and units told apart,
 * while without the salt nobody can try texts. All routers of a model need the same salt. Numbers cannot be hashed, since
 * nothing could be said of them any more; sizes, labels, scores and values of predictions are always kept.
 *
 * @param features   numbers of the input: KEEP or DROP
 * @param categories texts of the input, by their names, which are kept
 * @param text       text of an answer; hashed, only an exact comparison says anything
 * @param embedding  vector of an answer: KEEP or DROP
 * @param unit       what traffic sticks by: KEEP or HASH, since without it no unit can be told from another
 * @param salt       key of the hash; null where nothing is hashed
 */
public record CapturePolicy(
        Treatment features, Treatment categories, Treatment text, Treatment embedding, Treatment unit, String salt) {

    /** Everything as it is. */
    public static final CapturePolicy KEEP_ALL =
            new CapturePolicy(Treatment.KEEP, Treatment.KEEP, Treatment.KEEP, Treatment.KEEP, Treatment.KEEP, null);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int HASH_BYTES = 16;

    /** What becomes of one kind of content. */
    public enum Treatment {
        /** It goes into the event as it is. */
        KEEP,
        /** Its salted hash goes into the event. */
        HASH,
        /** It is left out. */
        DROP
    }

    public CapturePolicy {
        features = kept(features);
        categories = kept(categories);
        text = kept(text);
        embedding = kept(embedding);
        unit = kept(unit);
        if (features == Treatment.HASH || embedding == Treatment.HASH) {
            throw new IllegalArgumentException((features == Treatment.HASH ? "features" : "embedding")
                    + ": numbers cannot be hashed; write keep or drop");
        }
        if (unit == Treatment.DROP) {
            throw new IllegalArgumentException(
                    "unit cannot be left out, since evidence is counted by unit;" + " write keep or hash");
        }
        boolean hashes = categories == Treatment.HASH || text == Treatment.HASH || unit == Treatment.HASH;
        if (hashes && (salt == null || salt.isBlank())) {
            throw new IllegalArgumentException("salt is missing, without which hashes could be looked up;"
                    + " write one secret text, the same for all sidecars, or set WEIR_CAPTURE_SALT");
        }
        salt = hashes ? salt : null;
    }

    private static Treatment kept(Treatment given) {
        return given == null ? Treatment.KEEP : given;
    }

    /** Returns what may be told of an input; null for null. */
    Input input(Input input) {
        if (input == null) {
            return null;
        }
        return new Input(
                features == Treatment.DROP ? Map.of() : input.features(),
                switch (categories) {
                    case KEEP -> input.categories();
                    case HASH -> hashed(input.categories());
                    case DROP -> Map.of();
                });
    }

    /** Returns what may be told of an answer; null for null. */
    Prediction prediction(Prediction prediction) {
        if (prediction == null) {
            return null;
        }
        return new Prediction(
                prediction.label(),
                prediction.score(),
                prediction.value(),
                switch (text) {
                    case KEEP -> prediction.text();
                    case HASH -> hash(prediction.text());
                    case DROP -> null;
                },
                embedding == Treatment.DROP ? null : prediction.embedding());
    }

    /** Returns the unit as events name it; null for null. */
    String unit(String unit) {
        return this.unit == Treatment.HASH ? hash(unit) : unit;
    }

    /** Says what becomes of what, and not by which salt. */
    @Override
    public String toString() {
        return "CapturePolicy[features=" + features + ", categories=" + categories + ", text=" + text + ", embedding="
                + embedding + ", unit=" + unit + "]";
    }

    private Map<String, String> hashed(Map<String, String> categories) {
        Map<String, String> hashed = new LinkedHashMap<>();
        categories.forEach((name, category) -> hashed.put(name, hash(category)));
        return hashed;
    }

    private String hash(String content) {
        if (content == null) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)), 0, HASH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
