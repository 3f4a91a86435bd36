package dev.weir.local.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What {@code GET /v1/rollouts/{model}} says, as far as the demo shows it.
 *
 * @param rollout name of the rollout
 * @param status {@code IN_PROGRESS}, {@code PAUSED}, {@code PROMOTED}, {@code ROLLED_BACK} or {@code ABORTED}
 * @param stage the current stage; null once the rollout has ended
 * @param stageSince when the stage was entered; null once the rollout has ended
 * @param stages all stages in order
 * @param verdict the latest verdict's status; null before the first
 * @param message the latest verdict's sentence; null before the first
 * @param checks the latest verdict's checks
 */
record RolloutStatus(
        String rollout,
        String status,
        String stage,
        Instant stageSince,
        List<StageLine> stages,
        String verdict,
        String message,
        List<GuardrailCheck> checks) {

    private static final Set<String> ENDED = Set.of("PROMOTED", "ROLLED_BACK", "ABORTED");

    /**
     * @param name the stage
     * @param weightBps the candidate's weight, 0 to 10 000
     * @param state {@code DONE}, {@code CURRENT} or {@code NEXT}
     */
    record StageLine(String name, int weightBps, String state) {}

    boolean hasEnded() {
        return ENDED.contains(status);
    }

    static RolloutStatus of(JsonObject json) {
        JsonObject verdict = json.getJsonObject("verdict");
        return new RolloutStatus(
                json.getString("rollout"),
                json.getString("status"),
                json.getString("stage"),
                json.getInstant("stageSince"),
                objects(json.getJsonArray("stages")).stream()
                        .map(stage -> new StageLine(
                                stage.getString("name"), stage.getInteger("weightBps", 0), stage.getString("state")))
                        .toList(),
                verdict == null ? null : verdict.getString("status"),
                verdict == null ? null : verdict.getString("message"),
                verdict == null
                        ? List.of()
                        : objects(verdict.getJsonArray("checks")).stream()
                                .map(GuardrailCheck::of)
                                .toList());
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array == null
                ? List.of()
                : IntStream.range(0, array.size())
                        .mapToObj(array::getJsonObject)
                        .toList();
    }
}
