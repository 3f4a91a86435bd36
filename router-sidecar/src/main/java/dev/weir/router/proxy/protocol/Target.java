package dev.weir.router.proxy.protocol;

/**
 * What a request is about.
 *
 * @param place where it names its model
 * @param kind  what it asks for
 */
public record Target(ModelPlace place, Kind kind) {

    /** What a request asks for. */
    public enum Kind {
        /** A prediction, over HTTP. */
        INFERENCE,
        /** A prediction, by a gRPC method with one request and one answer. */
        UNARY_CALL,
        /** Predictions, by a gRPC method with a stream of requests or answers. */
        STREAMED_CALL,
        /** Anything else (metadata, readiness): the variant in charge answers it, and no event tells of it. */
        OTHER
    }

    static Target inference(ModelPlace place) {
        return new Target(place, Kind.INFERENCE);
    }

    static Target other(ModelPlace place) {
        return new Target(place, Kind.OTHER);
    }

    /** Returns whether it asks for a prediction. */
    public boolean isInference() {
        return kind != Kind.OTHER;
    }
}
