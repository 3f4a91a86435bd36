package dev.weir.router.admin;

/**
 * What became of the events of this router since it started; all = queued + published + dropped + failed.
 *
 * @param queued    events that wait or are on their way
 * @param published events Kafka has acknowledged
 * @param dropped   events for which there was no room
 * @param failed    events that were taken, but that Kafka or the serialiser refused
 */
public record EventCounts(long queued, long published, long dropped, long failed) {}
