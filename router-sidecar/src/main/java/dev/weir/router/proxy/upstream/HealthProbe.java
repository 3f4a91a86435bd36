package dev.weir.router.proxy.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks one variant at intervals whether it is well. It counts as unwell after two answers in a row that say so, or that did
 * not come, and as well again with the first good one.
 */
public final class HealthProbe implements AnswerTaker {

    private static final int TWICE = 2;
    private static final int BAD = 400;
    private static final Outgoing.Hop SELF = new Outgoing.Hop("127.0.0.1", "http", null, "1.1 weir");

    private final Upstream upstream;
    private final VariantHealth noted;
    private final Calls calls;
    private final String path;
    private final Vertx vertx;
    private long timer;
    private long asked;
    private int badInRow;

    private HealthProbe(Vertx vertx, VariantAddress address, VariantHealth noted, HealthRules rules) {
        this.vertx = vertx;
        // The calls of the probe are not those of users: how they go is noted elsewhere.
        VariantHealth own = new VariantHealth(rules, System::nanoTime);
        this.upstream = new Upstream(vertx, address, own, Connections.DEFAULT, 1, rules.interval());
        this.noted = noted;
        this.calls = new Calls(vertx, rules.interval(), 0, new LongAdder());
        this.path = rules.path();
    }

    /**
     * Starts to ask. Must be called on the event loop that is to ask; ends with what was deployed on it at the latest.
     *
     * @param vertx   its timers
     * @param address where the variant is
     * @param noted   where the answers are noted
     * @param rules   what is asked, and how often
     */
    public static HealthProbe start(Vertx vertx, VariantAddress address, VariantHealth noted, HealthRules rules) {
        HealthProbe probe = new HealthProbe(vertx, address, noted, rules);
        probe.timer = vertx.setPeriodic(0, rules.interval().toMillis(), due -> probe.ask());
        return probe;
    }

    /** Asks no more. */
    public void stop() {
        vertx.cancelTimer(timer);
        upstream.retire();
    }

    private void ask() {
        asked++;
        calls.start(
                upstream,
                new Outgoing(
                        HttpMethod.GET,
                        path,
                        MultiMap.caseInsensitiveMultiMap(),
                        false,
                        false,
                        "weir-health-" + asked,
                        SELF,
                        null,
                        RequestBody.of(Buffer.buffer())),
                this);
    }

    @Override
    public void whole(HttpClientResponse head, Buffer body) {
        note(head.statusCode() < BAD);
    }

    @Override
    public void flowing(HttpClientResponse head, Buffer first) {
        note(head.statusCode() < BAD);
    }

    @Override
    public void chunk(Buffer chunk) {
        // The status has said it all.
    }

    @Override
    public void ended() {
        // The status has said it all.
    }

    @Override
    public void failed(Throwable cause) {
        note(false);
    }

    private void note(boolean well) {
        badInRow = well ? 0 : badInRow + 1;
        if (well || badInRow >= TWICE) {
            noted.says(well);
        }
    }
}
