package dev.weir.benchmark.ingest;

/** Who reads the log. */
enum Contestant {
    /** A consumer that polls and looks at nothing. */
    BARE("bare poll loop"),
    /** A consumer that decodes every value into its generated record. */
    DECODED("poll loop, decoded"),
    /** The streams application as it is shipped. */
    WEIR("Weir"),
    /** The same figures as one would write them in Kafka Streams' DSL. */
    IDIOMATIC("Streams DSL");

    private final String label;

    Contestant(String label) {
        this.label = label;
    }

    /** Returns the name for a table. */
    String label() {
        return label;
    }
}
