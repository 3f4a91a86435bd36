package dev.weir.router.proxy;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The variants of one model that can be reached, and which of them is in charge. */
final class Variants {

    private final ProxiedModel model;
    private final Supplier<RouteImage> images;
    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();

    Variants(Vertx vertx, ProxiedModel model, Supplier<RouteImage> images) {
        this.model = model;
        this.images = images;
        model.variants()
                .forEach((variant, address) -> upstreams.put(variant, new Upstream(vertx, address, model.timeout())));
    }

    ProxiedModel model() {
        return model;
    }

    /** Returns a variant's upstream, or null where the sidecar's file has no address for it. */
    Upstream upstream(String variant) {
        return upstreams.get(variant);
    }

    /** Returns the baseline of the table in force; the first variant of the file where there is no table. */
    String inCharge() {
        return images.get().table(model.name()).map(CompiledTable::baseline).orElseGet(model::firstVariant);
    }

    /** Returns the revision in force, 0 without a table. */
    long revision() {
        return images.get().table(model.name()).map(CompiledTable::revision).orElse(0L);
    }

    Future<Void> close() {
        return Future.join(upstreams.values().stream().map(Upstream::close).toList())
                .mapEmpty();
    }
}
