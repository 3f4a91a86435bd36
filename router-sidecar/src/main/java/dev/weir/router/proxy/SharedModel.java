package dev.weir.router.proxy;

import dev.weir.router.proxy.upstream.HealthRules;
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

    /**
     * Returns a model of which nothing is known yet, but what was known of variants that stay as they are.
     *
     * @param before   the model before; null where there was none
     * @param nanoTime clock that never goes back, in nanoseconds
     */
    static SharedModel of(ProxiedModel model, SharedModel before, LongSupplier nanoTime) {
        HealthRules rules = model.calls().health();
        boolean sameRules = before != null && before.model().calls().health().equals(rules);
        Map<String, VariantHealth> health = new LinkedHashMap<>();
        model.variants()
                .forEach((variant, address) -> health.put(
                        variant,
                        sameRules && address.equals(before.model().variants().get(variant))
                                ? before.health().get(variant)
                                : new VariantHealth(rules, nanoTime)));
        return new SharedModel(model, health, new Mirroring(model.mirror()));
    }
}
