package dev.weir.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What came of deriving a decision once more.
 *
 * @param decisionId the decision
 * @param action     what was done
 * @param word       whether it is the same
 * @param why        for people: what differs, or why it cannot be told; null where it is verified
 * @param figures    each figure of its verdict, as recorded and as derived; none where it cannot be told
 * @param events     events that were counted for it
 */
public record Finding(String decisionId, String action, Word word, String why, List<Figure> figures, long events) {
    /** Whether a decision is what the events lead to. */
    public enum Word {
        /** The same decision with the same figures, bit for bit. */
        VERIFIED,
        /** Another one, or other figures. */
        DIFFERS,
        /** What it rests on is not there any more, or was never recorded. */
        UNVERIFIABLE
    }

    /**
     * One figure.
     *
     * @param check    the check, with its segment; {@code verdict} or {@code decision} for what is of no check
     * @param figure   field of the record
     * @param recorded as the log has it
     * @param derived  as it comes out now
     */
    public record Figure(String check, String figure, JsonNode recorded, JsonNode derived) {
        /** Whether both are the same to the last bit. */
        public boolean isSame() {
            return recorded.equals(derived);
        }
    }

    static Finding unverifiable(JsonNode decision, String why) {
        return new Finding(
                decision.path("decisionId").asText(),
                decision.path("action").asText(),
                Word.UNVERIFIABLE,
                "cannot be verified, because " + why,
                List.of(),
                0);
    }
}
