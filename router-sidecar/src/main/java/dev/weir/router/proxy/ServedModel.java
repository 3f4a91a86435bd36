package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.Answer;
import dev.weir.router.proxy.protocol.Reading;
import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.upstream.Calls;
import dev.weir.router.proxy.upstream.Upstream;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** One model as one event loop serves it: its variants that can be reached, and which of them is in charge. */
final class ServedModel {

    /** After a reload, on top of the time of a call and of a second one at the baseline. */
    private static final long RETIRE_MILLIS = 1_000;

    private final Vertx vertx;
    private final SharedModel shared;
    private final ProxiedModel model;
    private final Supplier<RouteImage> images;
    private final int loops;
    private final RequestFacts.Sources sources;
    private final Calls calls;
    private final Map<String, Upstream> upstreams = new HashMap<>();
    private final Map<String, Upstream> shadows = new HashMap<>();

    /**
     * Makes it without any connection: a variant's clients are made with its first request, since of a thousand models
     * most have none. All of it must be called on the event loop.
     *
     * @param vertx    the event loops
     * @param shared   the model, and what is known of it together
     * @param images   image in force
     * @param loops    event loops that serve it
     * @param inFlight counts calls on their way
     */
    ServedModel(Vertx vertx, SharedModel shared, Supplier<RouteImage> images, int loops, LongAdder inFlight) {
        this.vertx = vertx;
        this.shared = shared;
        this.model = shared.model();
        this.images = images;
        this.loops = loops;
        this.sources = new RequestFacts.Sources(model);
        this.calls = new Calls(vertx, model.calls().timeout(), model.calls().captureBytes(), inFlight);
    }

    private Upstream connect(String variant) {
        return new Upstream(
                vertx,
                model.variants().get(variant),
                shared.health().get(variant),
                model.calls().connections(),
                loops,
                model.calls().timeout());
    }

    ProxiedModel model() {
        return model;
    }

    RequestFacts.Sources sources() {
        return sources;
    }

    Calls calls() {
        return calls;
    }

    Mirroring mirroring() {
        return shared.mirroring();
    }

    /** Returns a variant's upstream, or null where the sidecar's file has no address for it. */
    Upstream upstream(String variant) {
        return reached(upstreams, variant);
    }

    /** Returns a variant's upstream for copies, with connections of its own, so that copies take none from users. */
    Upstream shadow(String variant) {
        return reached(shadows, variant);
    }

    private Upstream reached(Map<String, Upstream> by, String variant) {
        Upstream upstream = by.get(variant);
        if (upstream == null && model.variants().containsKey(variant)) {
            upstream = connect(variant);
            by.put(variant, upstream);
        }
        return upstream;
    }

    /** Closes its connections once the calls on their way, and those that may follow from them, have ended. */
    void retire() {
        long onlyThen = 2 * model.calls().timeout().toMillis() + RETIRE_MILLIS;
        vertx.setTimer(onlyThen, now -> {
            upstreams.values().forEach(Upstream::retire);
            shadows.values().forEach(Upstream::retire);
        });
    }

    /** Returns the baseline of the table in force; the first variant of the file where there is no table. */
    String inCharge() {
        return images.get().table(model.name()).map(CompiledTable::baseline).orElseGet(model::firstVariant);
    }

    /** Returns the revision in force, 0 without a table. */
    long revision() {
        return images.get().table(model.name()).map(CompiledTable::revision).orElse(0L);
    }

    /** Returns whether a request may be copied: it asks for a prediction, and has no other effect where it goes. */
    boolean mayMirror(Target target, String path) {
        List<PathPattern> paths = model.mirror().paths();
        if (paths == null) {
            return target.isInference() && model.protocol().knowsItsInferences();
        }
        return target.isInference() && paths.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Returns what an answer says. */
    Reading read(Target target, Answer answer) {
        return model.answers() == null
                ? model.protocol().read(target, answer)
                : model.answers().read(model.protocol(), target, answer);
    }
}
