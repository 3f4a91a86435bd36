package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * How the requests and answers of one kind of model server look.
 *
 * <p>A protocol says which paths are its own, where a request names its model, which requests ask for a prediction, and how
 * a prediction is read out of an answer. It has no state.
 */
public sealed interface Protocol permits OpenInference, TfServing, OpenAi, MlFlow, Generic {

    /** Every protocol, in the order in which a path is tried; the last takes any path. */
    List<Protocol> ALL = List.of(new OpenInference(), new TfServing(), new OpenAi(), new MlFlow(), new Generic());

    /**
     * Returns the protocol that the sidecar's file calls so.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    static Protocol named(String name) {
        return ALL.stream()
                .filter(protocol -> protocol.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is unknown; write one of "
                        + String.join(", ", ALL.stream().map(Protocol::name).toList())));
    }

    /** Returns the name by which the sidecar's file calls it. */
    String name();

    /** Returns a request that this protocol has, for a person who asked for another. */
    String example();

    /**
     * Returns what a request is about; null where its path is none of this protocol's.
     *
     * @param method its method
     * @param path   its path, as it came, without the query
     */
    Target target(HttpMethod method, String path);

    /** Returns whether its inferences are known to be nothing else, so that they can be asked twice. */
    default boolean knowsItsInferences() {
        return true;
    }

    /** Returns where a JSON body has the request's id; null where the protocol has none. */
    default JsonPointer requestId() {
        return null;
    }

    /**
     * Returns what an answer says; {@link Reading#NOTHING} where it cannot be read.
     *
     * @param target what the request was about
     * @param answer the answer, or its beginning
     */
    Reading read(Target target, Answer answer);
}
