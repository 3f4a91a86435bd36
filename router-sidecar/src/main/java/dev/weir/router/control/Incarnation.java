package dev.weir.router.control;

/**
 * Which topic a table was read from. A topic that is deleted and made again has the same name and another id; its
 * revisions say nothing about those of the topic before.
 *
 * @param clusterId id of the cluster, or null where it is not known
 * @param topicId   id of the topic, or null where it is not known
 */
public record Incarnation(String clusterId, String topicId) {

    /** Nothing is known of the topic. */
    public static final Incarnation UNKNOWN = new Incarnation(null, null);

    /** Returns whether this is another topic than the one given; false where either is not known. */
    boolean isOtherThan(Incarnation before) {
        return topicId != null
                && before.topicId != null
                && !(topicId.equals(before.topicId) && String.valueOf(clusterId).equals(before.clusterId));
    }
}
