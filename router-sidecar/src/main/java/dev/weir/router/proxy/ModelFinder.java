package dev.weir.router.proxy;

import dev.weir.router.proxy.protocol.ModelPlace;
import dev.weir.router.proxy.protocol.Protocol;
import dev.weir.router.proxy.protocol.Target;
import io.vertx.core.http.HttpMethod;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which model a request asks: by the protocols of the models served, in their order, the first that has the request's
 * path and a model of its own for it; a name where the protocol keeps it, else the header, else the only model of the
 * protocol. A path of no protocol goes to the model that the header names, or the only generic one.
 */
final class ModelFinder {

    private static final Protocol GENERIC = Protocol.ALL.get(Protocol.ALL.size() - 1);

    private final Map<String, SharedModel> models = new LinkedHashMap<>();
    private final List<Protocol> protocols;
    private final Map<Protocol, SharedModel> onlyOnes = new HashMap<>();
    private final int captureBytes;

    /**
     * What was found.
     *
     * @param model    the model; null where its name stands in the body, or there is none
     * @param protocol the protocol that has the request's path; null where none has
     * @param target   what the request is about; null where there is no model for it
     * @param refusal  what to tell the user where there is no model; null else
     */
    record Found(SharedModel model, Protocol protocol, Target target, Refusal refusal) {

        boolean isInBody() {
            return model == null && refusal == null;
        }
    }

    /**
     * Makes one for all event loops.
     *
     * @param served models to find, in their order
     */
    ModelFinder(Collection<SharedModel> served) {
        Map<Protocol, Integer> counts = new HashMap<>();
        int largest = 0;
        for (SharedModel shared : served) {
            ProxiedModel model = shared.model();
            models.put(model.name(), shared);
            if (counts.merge(model.protocol(), 1, Integer::sum) == 1) {
                onlyOnes.put(model.protocol(), shared);
            } else {
                onlyOnes.remove(model.protocol());
            }
            largest = Math.max(largest, model.calls().captureBytes());
        }
        this.captureBytes = largest;
        this.protocols = Protocol.ALL.stream()
                .filter(Protocol::knowsItsInferences)
                .filter(counts::containsKey)
                .toList();
    }

    /** Returns the largest part of a body in which a name may have to be looked for. */
    int captureBytes() {
        return captureBytes;
    }

    /**
     * Looks at a request's head.
     *
     * @param header what the header names, or null
     * @param isGrpc whether it is of gRPC, where the header comes before the first message
     */
    Found find(HttpMethod method, String path, String header, boolean isGrpc) {
        Refusal refusal = null;
        for (Protocol protocol : protocols) {
            Target target = protocol.target(method, path);
            if (target != null) {
                if (target.place().isInBody() && !(isGrpc && header != null)) {
                    return new Found(null, protocol, target, null);
                }
                String name = target.place().isInBody() ? null : target.place().find(null, null);
                Found found = named(target, protocol, name, header);
                if (found.model() != null) {
                    return found;
                }
                refusal = refusal == null ? found.refusal() : refusal;
            }
        }
        SharedModel model = header != null ? models.get(header) : refusal == null ? onlyGeneric() : null;
        if (model != null) {
            return new Found(model, model.model().protocol(), byHeader(model.model(), method, path, isGrpc), null);
        }
        return new Found(null, null, null, refusal != null ? refusal : unknown(path, header));
    }

    /**
     * Looks for the model that was not found by the head.
     *
     * @param byHead what was found there
     * @param name   what the body names, or null
     * @param header what the header names, or null
     */
    Found byName(Found byHead, String name, String header) {
        return named(byHead.target(), byHead.protocol(), name, header);
    }

    private Found named(Target target, Protocol protocol, String name, String header) {
        SharedModel model = name == null ? null : models.get(name);
        if (model == null || !speaks(model, protocol)) {
            model = header == null ? null : models.get(header);
        }
        if (model == null && name == null && header == null) {
            model = onlyOnes.get(protocol);
        }
        if (model != null && speaks(model, protocol)) {
            return new Found(model, protocol, target, null);
        }
        return new Found(null, protocol, null, new Refusal(404, missing(protocol, name != null ? name : header)));
    }

    private String missing(Protocol protocol, String name) {
        return (name == null ? "the request names no model" : "no model " + name) + "; this sidecar serves "
                + models.values().stream()
                        .filter(model -> speaks(model, protocol))
                        .map(model -> model.model().name())
                        .toList()
                + " by " + protocol.name();
    }

    private Refusal unknown(String path, String header) {
        if (header != null) {
            return new Refusal(404, "no model " + header + "; this sidecar serves " + models.keySet());
        }
        List<String> examples = protocols.stream().map(Protocol::example).toList();
        return new Refusal(
                404,
                "no path of a model: " + path + "; ask "
                        + (examples.isEmpty() ? "with the header X-Weir-Model" : String.join(", ", examples))
                        + ", MODEL one of " + models.keySet());
    }

    /** The path is of no protocol: of a generic model it may ask for a prediction, of any other it is something else. */
    private static Target byHeader(ProxiedModel model, HttpMethod method, String path, boolean isGrpc) {
        if (model.protocol().knowsItsInferences() || !model.isInference(method, path)) {
            return new Target(ModelPlace.NOWHERE, Target.Kind.OTHER);
        }
        return new Target(ModelPlace.NOWHERE, isGrpc ? Target.Kind.STREAMED_CALL : Target.Kind.INFERENCE);
    }

    private SharedModel onlyGeneric() {
        return onlyOnes.get(GENERIC);
    }

    private static boolean speaks(SharedModel model, Protocol protocol) {
        return model.model().protocol().equals(protocol);
    }
}
