package dev.weir.router.app;

import java.util.ArrayList;
import java.util.List;

/** Looks at all of a configuration that can be wrong beyond its file: what belongs together, and the files it names. */
final class ConfigCheck {

    private final List<String> problems = new ArrayList<>();

    private ConfigCheck() {}

    /**
     * Checks a configuration, before anything of it is used.
     *
     * @throws SidecarConfigException if it cannot be used, with all that is wrong
     */
    static void check(SidecarConfig config) {
        ConfigCheck check = new ConfigCheck();
        check.that("", config::clientSettings);
        check.that("", () -> CapturePolicies.of(config));
        check.admin(config.admin());
        if (config.sidecar().tls() != null) {
            check.that("sidecar.tls: ", () -> config.sidecar().tls().check());
        }
        config.models().forEach((model, settings) -> settings.variants()
                .forEach((variant, address) ->
                        check.that("models." + model + ".variants." + variant + ".tls: ", () -> address.tls()
                                .check())));
        check.end();
    }

    /** Checks that of a router of records likewise. */
    static void check(RecordsConfig config) {
        ConfigCheck check = new ConfigCheck();
        check.that("", config::settings);
        check.admin(config.admin());
        check.end();
    }

    private void admin(AdminSettings admin) {
        that("", admin::access);
        if (admin.tls() != null) {
            that("admin.tls: ", admin.tls()::check);
        }
    }

    private void end() {
        if (!problems.isEmpty()) {
            throw new SidecarConfigException(problems);
        }
    }

    private void that(String place, Runnable part) {
        try {
            part.run();
        } catch (IllegalArgumentException e) {
            problems.add(place + e.getMessage());
        }
    }
}
