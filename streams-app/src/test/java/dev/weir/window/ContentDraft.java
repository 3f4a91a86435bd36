package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;

/** What requests asked or were answered, said one by one. */
public final class ContentDraft {
    private final ValueCounter counter = new ValueCounter();

    /** One more request, with a number in a field. */
    public ContentDraft request(String field, double value) {
        counter.addRequest();
        return and(field, value);
    }

    /** One more request, with a word in a field. */
    public ContentDraft request(String field, String word) {
        counter.addRequest();
        return and(field, word);
    }

    /** A field more of the same request. */
    public ContentDraft and(String field, double value) {
        counter.add(field, (Double) value);
        return this;
    }

    /** A field more of the same request. */
    public ContentDraft and(String field, String word) {
        counter.add(field, word);
        return this;
    }

    public ValueTally tally() {
        return counter.build();
    }

    /** What of a variant a task forwards. */
    public static Delta.Contents contents(String variant, long second, ContentDraft asked, ContentDraft answered) {
        return new Delta.Contents(
                new Cell(second, Observation.NO_REVISION, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT),
                asked.tally(),
                answered.tally());
    }
}
