package dev.weir.fieldchecks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.evidence.DriftLook;
import dev.weir.evidence.DriftTerms;
import dev.weir.evidence.DriftWatch;
import dev.weir.judge.JudgeSettings;
import dev.weir.replay.Logged;
import dev.weir.rollout.Defaults;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.statistics.drift.FeatureDrift;
import dev.weir.window.Combiner;
import dev.weir.window.ContentScope;
import dev.weir.window.Delta;
import dev.weir.window.TimeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A sentiment model that is asked about other things from row to row, known where, and fifty years of weather beside the
 * first three: counted and compared as the running program does, each row an event ten seconds after the one before.
 */
final class DriftCheck {
    private static final String VARIANT = "v2.0";
    private static final int SECONDS_OF_ROW = DriftTerms.UNIT_SECONDS;
    private static final int DOMAIN_ROWS = 2_500;
    private static final int WEATHER_ROWS = 1_095;
    private static final double LEVEL = 0.2;

    /** PSI is told with other bins and another smoothing there; what is near the level may be on either side of it. */
    private static final double NEAR_LEVEL = 0.15;

    private final DataFolder data;
    private final Findings findings;

    private DriftCheck(DataFolder data, Findings findings) {
        this.data = data;
        this.findings = findings;
    }

    static void run(DataFolder data, Findings findings) {
        DriftCheck check = new DriftCheck(data, findings);
        check.domains();
        check.weather();
    }

    /** One row: what was asked, and what was answered. */
    private record Row(Map<String, Double> features, String label, double score) {}

    private void domains() {
        Map<String, Map<String, String>> answers = new HashMap<>();
        for (Map<String, String> row : data.rows("sentiment_domain_shift_predictions.csv.gz")) {
            if (row.get("model").equals(VARIANT)) {
                answers.put(row.get("request_id"), row);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (Map<String, String> row : data.rows("sentiment_domain_shift_requests.csv.gz")) {
            Map<String, String> answer = answers.get(row.get("request_id"));
            rows.add(new Row(
                    features(row, "n_chars", "oov_rate"),
                    answer.get("prediction"),
                    Double.parseDouble(answer.get("score"))));
        }
        List<DriftLook> halves = looks(rows.subList(0, DOMAIN_ROWS), DOMAIN_ROWS / 2);
        findings.equal("drift, movies in two halves: named", "[]", named(halves.get(0)));
        List<DriftLook> looks = looks(rows, DOMAIN_ROWS);
        JsonNode domains = data.facts().at("/sentiment_domain_shift/domains");
        String[] names = {"amazon", "nyt", "tweets"};
        for (int i = 0; i < names.length; i++) {
            JsonNode facts = domains.path(names[i]);
            DriftLook look = looks.get(i);
            String check = "drift from movies to " + names[i] + ": ";
            psi(check, look, "oov_rate", facts.path("psi10_oov_rate").asDouble());
            psi(check, look, "n_chars", facts.path("psi10_n_chars").asDouble());
            findings.equal(
                    check + "predictions",
                    facts.at("/v2.0/score_psi10_vs_movies").asDouble() > LEVEL,
                    look.havePredictionsDrifted());
        }
    }

    private void psi(String check, DriftLook look, String feature, double known) {
        FeatureDrift found = look.features().judged().stream()
                .filter(each -> each.feature().equals(feature))
                .findFirst()
                .orElseThrow();
        if (known > LEVEL / 2) {
            findings.near(check + "PSI of " + feature + ", within a tenth", known, found.psi(), 0.1);
        }
        if (Math.abs(known - LEVEL) > NEAR_LEVEL * LEVEL) {
            findings.equal(check + feature + " is named", known > LEVEL, found.drifted());
        }
    }

    private void weather() {
        List<Row> rows = new ArrayList<>();
        for (Map<String, String> row : data.rows("drift_weather_predictions.csv.gz")) {
            double score = Double.parseDouble(row.get("score_v1.0"));
            rows.add(new Row(
                    features(row, "feat_1", "feat_3", "feat_4", "feat_5"), score > 0.5 ? "rain" : "dry", score));
        }
        List<DriftLook> looks = looks(rows, WEATHER_ROWS);
        JsonNode blocks = data.facts().at("/weather/blocks");
        for (int i = 0; i < looks.size(); i++) {
            JsonNode known = blocks.path(i + 1).path("psi10_vs_train");
            Set<String> surely = new TreeSet<>();
            Set<String> maybe = new TreeSet<>();
            known.fieldNames().forEachRemaining(feature -> {
                double psi = known.path(feature).asDouble();
                if (psi > LEVEL * (1 + NEAR_LEVEL)) {
                    surely.add(feature);
                }
                if (psi > LEVEL * (1 - NEAR_LEVEL)) {
                    maybe.add(feature);
                }
            });
            Set<String> named = new TreeSet<>(looks.get(i).features().drifted());
            boolean agrees = named.containsAll(surely) && maybe.containsAll(named);
            findings.equal(
                    "drift of the weather, block " + (i + 1) + ": named",
                    surely.toString(),
                    agrees ? surely.toString() : named.toString());
        }
    }

    private static Map<String, Double> features(Map<String, String> row, String... names) {
        Map<String, Double> features = new HashMap<>();
        for (String name : names) {
            features.put(name, Double.parseDouble(row.get(name)));
        }
        return features;
    }

    private static String named(DriftLook look) {
        List<String> named = new ArrayList<>(look.features().drifted());
        named.addAll(look.answers().drifted());
        return named.toString();
    }

    /** Each window of so many rows after the first, compared with that. */
    private static List<DriftLook> looks(List<Row> rows, int windowRows) {
        DriftTerms terms = new DriftTerms(
                List.of(), true, Duration.ofSeconds((long) windowRows * SECONDS_OF_ROW), 500, LEVEL, 0.01);
        DriftWatch watch = DriftWatch.begin(VARIANT, null, terms, 0);
        ContentScope scope = new ContentScope(Set.of(VARIANT), Set.of(), true);
        TimeLimits limits = TimeLimits.of(Defaults.TIMEOUT);
        Combiner combiner = new Combiner(0, JudgeSettings.STANDARD.closing());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Logged.Request event =
                    FieldEvents.event("row-" + i, VARIANT, 1_000L * i * SECONDS_OF_ROW, 1_000, false, row.label);
            combiner.add(event.observation(), limits);
            combiner.addContent(
                    event.observation(),
                    scope,
                    () -> new Asked(row.features, Map.of(), null),
                    () -> new Answer(row.label, row.score, null, null, null));
            if (i % 100 == 99 || i == rows.size() - 1) {
                combiner.drain().values().forEach((Delta delta) -> delta.contents()
                        .forEach(watch::take));
            }
        }
        List<DriftLook> looks = new ArrayList<>();
        // The last block of the weather is shorter; its window ends all the same.
        long over = (long) (rows.size() + windowRows) * SECONDS_OF_ROW;
        for (Optional<DriftLook> look = watch.close(over); look.isPresent(); look = watch.close(over)) {
            looks.add(look.get());
        }
        return looks.subList(1, looks.size());
    }
}
