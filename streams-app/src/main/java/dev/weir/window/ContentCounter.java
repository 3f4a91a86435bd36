package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what was asked of a model and what it answered, by variant and span of {@value #SPAN_SECONDS} seconds. Not safe
 * for use by several threads.
 */
final class ContentCounter {
    /** Drift is a matter of hours; a span is in one window of any. */
    static final int SPAN_SECONDS = Delta.Contents.SPAN_SECONDS;

    private final Map<String, Map<Long, Counters>> variants = new TreeMap<>();

    private record Counters(ValueCounter asked, ValueCounter answered) {
        Counters() {
            this(new ValueCounter(), new ValueCounter());
        }
    }

    /** Counts what a request asked. */
    void add(String variant, long second, Asked asked, ContentScope scope) {
        ValueCounter counter = of(variant, second).asked;
        counter.addRequest();
        asked.features().forEach((field, value) -> {
            if (scope.wants(field)) {
                counter.add(field, value);
            }
        });
        asked.categories().forEach((field, word) -> {
            if (scope.wants(field)) {
                counter.add(field, word);
            }
        });
    }

    /** Counts what a variant answered to a request. */
    void add(String variant, long second, Answer answer) {
        ValueCounter counter = of(variant, second).answered;
        counter.addRequest();
        counter.add(Delta.Contents.LABEL, answer.label());
        counter.add(Delta.Contents.SCORE, answer.score());
        counter.add(Delta.Contents.VALUE, answer.value());
    }

    private Counters of(String variant, long second) {
        return variants.computeIfAbsent(variant, name -> new TreeMap<>())
                .computeIfAbsent(Math.floorDiv(second, SPAN_SECONDS) * SPAN_SECONDS, span -> new Counters());
    }

    List<Delta.Contents> build() {
        List<Delta.Contents> contents = new ArrayList<>();
        variants.forEach((variant, spans) -> spans.forEach((span, counters) -> contents.add(new Delta.Contents(
                new Cell(span, Observation.NO_REVISION, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT),
                counters.asked.build(),
                counters.answered.build()))));
        return contents;
    }
}
