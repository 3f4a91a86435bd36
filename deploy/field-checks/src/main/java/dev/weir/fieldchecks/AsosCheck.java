package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.statistics.Moments;
import dev.weir.statistics.fixed.AdjustedPValues;
import dev.weir.statistics.fixed.WelchTest;
import dev.weir.statistics.sequential.NormalMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hundreds of metrics of experiments of a shop, day by day: how often does who peeks conclude what the end does not bear
 * out?
 */
final class AsosCheck {
    private static final double ALPHA = 0.05;

    /** Standard deviation of the effects that are looked for, as a share of the mean. */
    private static final double EFFECT = 0.01;

    private AsosCheck() {}

    /** The states of one metric of one experiment, in the order of time. */
    private record Stream(List<Checkpoint> checkpoints) {
        double finalP() {
            return checkpoints.get(checkpoints.size() - 1).p();
        }

        boolean everBelow() {
            return checkpoints.stream().anyMatch(checkpoint -> checkpoint.p() < ALPHA);
        }

        /** The evidence that stays valid however often it is looked at. */
        boolean crosses() {
            double tau = EFFECT * checkpoints.get(0).control.mean();
            NormalMixture mixture = new NormalMixture(tau * tau);
            return checkpoints.stream()
                    .anyMatch(checkpoint ->
                            mixture.logETwoSided(checkpoint.difference(), checkpoint.variance()) > Math.log(1 / ALPHA));
        }
    }

    private record Checkpoint(Moments control, Moments treatment) {
        double p() {
            return WelchTest.test(treatment, control, 1 - ALPHA).pValue();
        }

        double difference() {
            return treatment.mean() - control.mean();
        }

        double variance() {
            return control.variance() / control.n() + treatment.variance() / treatment.n();
        }
    }

    static void run(DataFolder data, Findings findings) {
        Map<String, List<Checkpoint>> byStream = new LinkedHashMap<>();
        data.rows("ab_asos_public.csv.gz").stream().filter(AsosCheck::isUsable).forEach(row -> byStream.computeIfAbsent(
                        row.get("experiment_id") + "/" + row.get("variant_id") + "/" + row.get("metric_id"),
                        key -> new ArrayList<>())
                .add(new Checkpoint(moments(row, "c"), moments(row, "t"))));
        List<Stream> streams = byStream.values().stream()
                .filter(checkpoints -> checkpoints.size() >= 2)
                .map(Stream::new)
                .toList();
        JsonNode facts = data.facts().path("asos_public");
        double[] last = streams.stream().mapToDouble(Stream::finalP).toArray();
        findings.equal("asos: metrics of experiments", facts.path("streams").asLong(), (long) streams.size());
        findings.equal(
                "asos: significant at the end", facts.path("final_p_lt_05").asLong(), below(last));
        findings.equal(
                "asos: of those after Benjamini-Hochberg",
                facts.path("final_bh_05").asLong(),
                below(AdjustedPValues.benjaminiHochberg(last)));
        findings.equal(
                "asos: significant at some look",
                facts.path("ever_p_lt_05").asLong(),
                streams.stream().filter(Stream::everBelow).count());
        findings.equal(
                "asos: at some look and not at the end",
                facts.path("ever_but_not_final").asLong(),
                streams.stream()
                        .filter(Stream::everBelow)
                        .filter(stream -> stream.finalP() >= ALPHA)
                        .count());
        findings.equal(
                "asos: proved at any look",
                facts.path("msprt_lt_05").asLong(),
                streams.stream().filter(Stream::crosses).count());
        findings.equal(
                "asos: proved at any look and not significant at the end",
                facts.path("msprt_but_not_final").asLong(),
                streams.stream()
                        .filter(Stream::crosses)
                        .filter(stream -> stream.finalP() >= ALPHA)
                        .count());
    }

    private static long below(double[] pValues) {
        return Arrays.stream(pValues).filter(p -> p < ALPHA).count();
    }

    /** Early on an arm may have no variance yet; one that has is enough to compare. */
    private static boolean isUsable(Map<String, String> row) {
        String control = row.get("variance_c");
        String treatment = row.get("variance_t");
        return !control.isEmpty()
                && !treatment.isEmpty()
                && Double.parseDouble(control) + Double.parseDouble(treatment) > 0;
    }

    private static Moments moments(Map<String, String> row, String arm) {
        return Moments.ofVariance(
                Math.round(Double.parseDouble(row.get("count_" + arm))),
                Double.parseDouble(row.get("mean_" + arm)),
                Double.parseDouble(row.get("variance_" + arm)));
    }
}
