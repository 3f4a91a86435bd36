package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.statistics.fixed.MannWhitneyTest;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/**
 * The cases by which Kayenta, Netflix's judge of canaries, is tested: which metric is higher, lower, or neither. A metric is
 * higher where even less its tolerance it ranks above the control's, which is the same as that the interval of the shift lies
 * above the tolerance. The tolerance is a share of the estimated shift, which R has reckoned.
 */
final class KayentaCheck {
    private static final double P = 1e-6;

    private KayentaCheck() {}

    static void run(DataFolder data, Findings findings) {
        JsonNode cases = data.json("canary_kayenta_cases.json");
        JsonNode reckoned = data.facts().path("kayenta_R_wilcox_test_4.2.2_exact_FALSE_correct_TRUE");
        int number = 0;
        for (JsonNode given : cases.path("classifierCases")) {
            String name = "kayenta " + number + ", " + given.path("classifier").asText();
            pValue(name, reckoned.path("C" + number), given, findings);
            if (!given.path("expected").isNull()) {
                double estimate = reckoned.path("C" + number).path("estimate").asDouble(0);
                findings.equal(name + ": class", given.path("expected").asText(), classOf(given, estimate));
            }
            number++;
        }
        number = 0;
        for (JsonNode given : cases.path("mannWhitneyCases")) {
            String name = "kayenta interval " + number;
            JsonNode expected = reckoned.path("M" + number);
            pValue(name, expected, given, findings);
            double lower = expected.at("/conf_int/0").asDouble();
            double upper = expected.at("/conf_int/1").asDouble();
            double step = (upper - lower) / 1_000;
            double alpha = 1 - given.path("confidenceLevel").asDouble(0.95);
            findings.equal(
                    name + ": shifts just outside are rejected, just inside not",
                    "true false false true",
                    isRejected(given, lower - step, alpha) + " " + isRejected(given, lower + step, alpha) + " "
                            + isRejected(given, upper - step, alpha) + " " + isRejected(given, upper + step, alpha));
            number++;
        }
    }

    private static void pValue(String name, JsonNode expected, JsonNode given, Findings findings) {
        if (expected.has("p")) {
            findings.near(
                    name + ": p", expected.path("p").asDouble(), test(given, 0).pValue(), P);
        }
    }

    private static boolean isRejected(JsonNode given, double shift, double alpha) {
        return test(given, shift).pValue() < alpha;
    }

    /** The experiment less a shift, against the control. */
    private static MannWhitneyTest test(JsonNode given, double shift) {
        return MannWhitneyTest.raw(
                Arrays.stream(values(given.path("experiment")))
                        .map(value -> value - shift)
                        .toArray(),
                values(given.path("control")));
    }

    private static String classOf(JsonNode given, double estimate) {
        if (given.path("control").isEmpty() || given.path("experiment").isEmpty()) {
            return "Nodata";
        }
        double tolerated = given.path("tolerance").asDouble(0) * Math.abs(estimate);
        double alpha = 1 - given.path("confLevel").asDouble(0.95);
        String direction = given.path("direction").asText();
        if (!direction.equals("Decrease") && isBeyond(given, tolerated, alpha, true)) {
            return "High";
        }
        return !direction.equals("Increase") && isBeyond(given, -tolerated, alpha, false) ? "Low" : "Pass";
    }

    private static boolean isBeyond(JsonNode given, double shift, double alpha, boolean above) {
        MannWhitneyTest test = test(given, shift);
        double pairs =
                (double) given.path("experiment").size() * given.path("control").size();
        return test.pValue() < alpha && (test.u1() > pairs / 2) == above;
    }

    private static double[] values(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
