package dev.weir.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.LocalDate;
import java.util.List;

/** The four steps from a model that got worse to a better one, each with {@code what}, {@code why}, {@code command}. */
final class RetrainingSteps {
    private RetrainingSteps() {}

    /**
     * The steps, in their order.
     *
     * @param accuracy share of its answers in which the variant is right now; null where it is not known
     * @param drifted  features that drifted
     */
    static ArrayNode of(String variant, Double accuracy, List<String> drifted, LocalDate today) {
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        String features = String.join(", ", drifted);
        add(
                steps,
                "Retrain on recent data",
                "Take the last three months with their outcomes, so that what is asked now is among them"
                        + (drifted.isEmpty()
                                ? "."
                                : "; look first whether a service fills " + features
                                        + " differently, which looks like drift too."),
                null);
        String bar = accuracy == null
                ? "more often than " + variant + " is now"
                : "in more than " + Words.percent(accuracy) + ", as " + variant + " is now";
        add(
                steps,
                "Validate on data held out",
                "It has to be right " + bar + "; if it is not, retraining did not improve the model: say so, and keep "
                        + variant + ".",
                null);
        add(
                steps,
                "Roll it out through the same stages",
                "Shadow, canaries and A/B test, as any candidate.",
                "weir apply -f FILE");
        add(
                steps,
                "Write down when, and plan the next",
                "In its file, e.g. retraining: { last: " + today + ", next: " + today.plusMonths(1) + " }.",
                null);
        return steps;
    }

    private static void add(ArrayNode steps, String what, String why, String command) {
        steps.addObject().put("what", what).put("why", why).put("command", command);
    }
}
