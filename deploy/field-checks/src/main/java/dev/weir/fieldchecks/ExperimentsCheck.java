package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.statistics.Alternative;
import dev.weir.statistics.Interval;
import dev.weir.statistics.fixed.NewcombeInterval;
import dev.weir.statistics.fixed.SampleRatioTest;
import dev.weir.statistics.fixed.TwoProportionTest;
import dev.weir.statistics.sequential.SampleRatioMixture;
import dev.weir.verdict.PlannedComparison;
import dev.weir.verdict.PlannedComparison.Design;
import java.util.Map;

/** Two experiments known to everybody, from their counts: Cookie Cats and a landing page. */
final class ExperimentsCheck {
    private static final double P = 1e-8;
    private static final double EVEN = 0.5;

    /** Smallest difference that matters here: a tenth of a point, since millions of players are at stake. */
    private static final Design FINE = new Design(0.05, 0.8, 0.001);

    private ExperimentsCheck() {}

    static void run(DataFolder data, Findings findings) {
        JsonNode cats = data.facts().path("cookie_cats");
        long[] players = new long[2];
        long[][] retained = new long[2][2];
        for (Map<String, String> row : data.rows("ab_cookie_cats_counts.csv")) {
            int arm = row.get("version").equals("gate_40") ? 1 : 0;
            long n = Long.parseLong(row.get("n"));
            players[arm] += n;
            retained[0][arm] += n * Long.parseLong(row.get("retention_1"));
            retained[1][arm] += n * Long.parseLong(row.get("retention_7"));
        }
        SampleRatioTest split = SampleRatioTest.test(players, new double[] {EVEN, EVEN});
        findings.near("cookie cats: p of the split", cats.at("/srm_50_50/p").asDouble(), split.pValue(), P);
        findings.equal(
                "cookie cats: split suspicious at 0.01, no alarm at 0.001",
                true,
                split.pValue() < 0.01 && split.pValue() > 0.001);
        double logE = SampleRatioMixture.logE(players, new double[] {1, 1}, SampleRatioMixture.DEFAULT_CONCENTRATION);
        findings.equal("cookie cats: alarm of the split at any look (e >= 1000)", false, logE >= Math.log(1_000));
        compare("cookie cats, retention_1", cats.path("retention_1"), retained[0], players, findings);
        compare("cookie cats, retention_7", cats.path("retention_7"), retained[1], players, findings);
        findings.equal("cookie cats, retention_7: winner", "A_WINS", winner(retained[1], players, FINE));
        findings.equal("cookie cats, retention_1: winner", "INCONCLUSIVE", winner(retained[0], players, FINE));

        JsonNode page = data.facts().path("landing_page");
        long[] users = new long[2];
        long[] converted = new long[2];
        for (Map<String, String> row : data.rows("ab_landing_page_counts.csv")) {
            int arm = row.get("arm").equals("treatment") ? 1 : 0;
            users[arm] = Long.parseLong(row.get("users"));
            converted[arm] = Long.parseLong(row.get("converted"));
        }
        compare("landing page", page, converted, users, findings);
        findings.equal("landing page: winner", "TIE", winner(converted, users, Design.STANDARD));
    }

    private static void compare(String name, JsonNode facts, long[] successes, long[] n, Findings findings) {
        TwoProportionTest test = TwoProportionTest.test(successes[1], n[1], successes[0], n[0], Alternative.TWO_SIDED);
        findings.near(name + ": p", facts.path("p_two_sided").asDouble(), test.pValue(), P);
        Interval interval = NewcombeInterval.interval(successes[1], n[1], successes[0], n[0], 0.95);
        findings.near(name + ": lower bound", facts.at("/ci95_newcombe/0").asDouble(), interval.lower(), 1e-5);
        findings.near(name + ": upper bound", facts.at("/ci95_newcombe/1").asDouble(), interval.upper(), 1e-4);
    }

    private static String winner(long[] successes, long[] n, Design design) {
        return PlannedComparison.of(successes[0], n[0], successes[1], n[1], design)
                .winner()
                .name();
    }
}
