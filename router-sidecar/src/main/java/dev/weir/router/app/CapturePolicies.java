package dev.weir.router.app;

import dev.weir.router.report.CapturePolicy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What events tell of the inputs and answers of which model.
 *
 * @param others  of a model that says nothing of its own, and of those that are only heard of by logs
 * @param byModel model to what it says itself
 */
record CapturePolicies(CapturePolicy others, Map<String, CapturePolicy> byModel) {

    CapturePolicies {
        byModel = Map.copyOf(byModel);
    }

    /**
     * Returns the policies of a configuration.
     *
     * @throws IllegalArgumentException if something is to be hashed and there is no salt, naming where
     */
    static CapturePolicies of(SidecarConfig config) {
        Map<String, CapturePolicy> policies = new LinkedHashMap<>();
        config.models().forEach((name, model) -> {
            if (model.capture() != null) {
                policies.put(
                        name,
                        policy(
                                "models." + name + ".capture",
                                model.capture().withSalt(config.capture().salt())));
            }
        });
        return new CapturePolicies(policy("capture", config.capture()), policies);
    }

    private static CapturePolicy policy(String place, CaptureSettings settings) {
        try {
            return settings.policy();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    CapturePolicy of(String model) {
        return byModel.getOrDefault(model, others);
    }
}
