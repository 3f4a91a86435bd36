package dev.weir.router.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What of a configuration a running router cannot change. */
final class RestartOnly {

    private RestartOnly() {}

    /** Returns the keys in which two configurations differ and that only a restart can change, as the file writes them. */
    static List<String> changes(SidecarConfig running, SidecarConfig next) {
        Map<String, Object> before = values(running);
        Map<String, Object> after = values(next);
        List<String> changed = new ArrayList<>();
        before.forEach((key, value) -> {
            if (!Objects.equals(value, after.get(key))) {
                changed.add(key);
            }
        });
        return changed;
    }

    private static Map<String, Object> values(SidecarConfig config) {
        SidecarConfig.Router router = config.sidecar();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("sidecar.id", router.id());
        values.put("sidecar.host", router.host());
        values.put("sidecar.proxyPort", router.proxyPort());
        values.put("sidecar.adminPort", router.adminPort());
        values.put("sidecar.stateDir", router.stateDir());
        values.put("sidecar.threads", router.threads());
        // Which files can change; whether TLS is spoken at all, or clients are asked for certificates, cannot.
        values.put("sidecar.tls", router.tls() != null);
        values.put("admin.tls", config.admin().tls() != null);
        values.put("kafka", config.kafka());
        values.put("schemaRegistry", config.schemaRegistry());
        values.put("topicPrefix", config.topicPrefix());
        return values;
    }
}
