package dev.weir.router.proxy;

import dev.weir.router.proxy.upstream.VariantHealth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the event loops know of one model together.
 *
 * @param model     the model
 * @param health    variant to how its last calls went
 * @param mirroring the copies on their way
 */
record SharedModel(ProxiedModel model, Map<String, VariantHealth> health, Mirroring mirroring) {

    static SharedModel of(ProxiedModel model, LongSupplier nanoTime) {
        Map<String, VariantHealth> health = new LinkedHashMap<>();
        model.variants()
                .keySet()
                .forEach(variant ->
                        health.put(variant, new VariantHealth(model.calls().health(), nanoTime)));
        return new SharedModel(model, health, new Mirroring(model.mirror()));
    }
}
