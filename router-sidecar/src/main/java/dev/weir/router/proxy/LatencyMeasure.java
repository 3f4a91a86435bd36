package dev.weir.router.proxy;

/** Which duration of a streamed answer is the call's latency; one that comes whole has one duration only. */
public enum LatencyMeasure {
    /** From the choice of the variant to the first piece of the answer's body. */
    FIRST_CHUNK,
    /** From the choice of the variant to the end of the answer. */
    LAST_CHUNK
}
