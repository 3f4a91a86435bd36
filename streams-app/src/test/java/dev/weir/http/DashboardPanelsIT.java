package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.topology.Showroom;
import dev.weir.view.ControlView;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

/** Every panel of the dashboard in a real browser with data that the product's topology made of requests. */
class DashboardPanelsIT {
    private static Browser browser;
    private static Showroom showroom;
    private static RunningControlPlane running;

    @BeforeAll
    static void open() {
        browser = Browser.start();
        ControlView view = new ControlView();
        showroom = Showroom.fill(view);
        running = RunningControlPlane.start(view, showroom.now());
    }

    @AfterAll
    static void close() {
        if (running != null) {
            running.close();
            showroom.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void shouldHaveNothingToComplainOf() {
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void shouldPutFirstWhatNeedsAPerson() {
        browser.open(running.uri() + "/#/");
        browser.await(".models a.model");

        shown(() -> {
            assertThat(texts(".models a.model .badge"))
                    .startsWith("Drifted", "Kill switch on", "Accuracy lost", "No fresh verdict")
                    .contains("Gathering evidence", "Accurate")
                    .endsWith("Rolled back");
            assertThat(texts(".models a.model .worst")).first().asString().contains("Features drifted", "33.3 %");
        });
        assertThat(browser.bytesTransferred()).isLessThan(300_000);
    }

    @Test
    void shouldShowWhereAShadowDiffersAndWhereItIsSlow() {
        page("search", "#shadow");

        shown(() -> {
            assertThat(text("#shadow", ".stats")).containsPattern("Agreement\\s+9\\d\\.\\d %\\s+surely");
            assertThat(texts(".patterns li"))
                    .hasSizeGreaterThan(3)
                    .first()
                    .asString()
                    .containsPattern("→ .* · \\d+ pairs");
            assertThat(browser.all("[aria-label='Where the answers differ'] tbody tr"))
                    .hasSize(6);
            assertThat(texts("[aria-label='Outliers of latency'] tbody tr"))
                    .hasSizeGreaterThan(1)
                    .allMatch(row -> row.endsWith("×"));
        });
    }

    @Test
    void shouldShowAnEffectWithItsIntervalOverallAndForEachSegment() {
        page("recommendations", "#experiment");

        shown(() -> {
            assertThat(browser.all("section[aria-labelledby=experiment] .interval"))
                    .hasSize(4);
            assertThat(texts("section[aria-labelledby=experiment] .labels span"))
                    .containsExactly("All", "user_type=free", "user_type=premium", "user_type=trial");
            assertThat(text("#experiment", "p .badge")).isEqualTo("Candidate wins");
            assertThat(text("#experiment", ".stats")).contains("Needed of each", "Outcomes known");
        });
    }

    @Test
    void shouldShowProofAgainstItsThresholdOverTime() {
        page("fraud", "#guardrails");

        shown(() -> {
            assertThat(text("#now", "")).contains("Metrics degraded", "What to do: Everything goes to v1.0 again");
            assertThat(text("#now", ".spared"))
                    .matches(
                            "Spared by the rollback: One day more at the same weight: [\\d,]+ requests x \\d+.\\d+ % = [\\d,]+"
                                    + " failures. The next stage, canary-40 at 40 % for 30 min: .* failures.");
            assertThat(texts(".tile.bad .evidence.harm")).allMatch(proof -> proof.contains("proved, "));
            assertThat(browser.all(".tile.bad .chart[aria-label*='evidence over time']"))
                    .isNotEmpty();
        });
    }

    @Test
    void shouldShowWhoDoesNotFollowWhatAPersonHasSaid() {
        page("pricing", "#propagation");

        shown(() -> {
            assertThat(browser.await("h1 .badge").getText()).isEqualTo("Kill switch on");
            assertThat(texts("[aria-label=Sidecars] tbody tr"))
                    .anyMatch(row -> row.startsWith("edge-1") && row.endsWith("up to date"))
                    .anyMatch(row -> row.startsWith("edge-2") && row.endsWith("out of touch with Kafka"))
                    .anyMatch(row -> row.startsWith("edge-3") && row.endsWith("silent"));
            assertThat(texts("[aria-label='Rules in force'] tbody tr"))
                    .anyMatch(row -> row.startsWith("unit u-42 v2.0"))
                    .anyMatch(row -> row.startsWith("user_type=premium v1.0"));
            assertThat(text("#drill", ".badge")).isEqualTo("Passed");
        });
    }

    @Test
    void shouldShowALossOfAccuracyAfterThePromotionAndHowToGoBack() {
        page("translation", "#watch");
        shown(() -> {
            assertThat(text("#watch", ".stats")).contains("When deployed", "92.0 %");
            assertThat(text("#now", "")).contains("retrain needed", "Roll back gives v1.0 charge again");
            assertThat(browser.await("button[data-verb=rollback]").isEnabled()).isTrue();
        });

        shown(() -> {
            assertThat(text("#retraining", ".badge")).isEqualTo("RETRAIN IMMEDIATELY");
            assertThat(text("#retraining", ".stats"))
                    .containsPattern("Accuracy when deployed\\s+92.0 %")
                    .containsPattern("Accuracy now\\s+\\d\\d.\\d %\\s+\\d+.\\d points less")
                    .containsPattern("Last retrain\\s+Never")
                    .containsPattern("Next scheduled retrain\\s+None");
            assertThat(texts("section[aria-labelledby=retraining] .steps li b"))
                    .containsExactly(
                            "Retrain on recent data",
                            "Validate on data held out",
                            "Roll it out through the same stages",
                            "Write down when, and plan the next");
        });

        page("reviews", "#watch");
        shown(() -> {
            assertThat(text("#retraining", ".badge")).isEqualTo("No need to retrain");
            assertThat(browser.all("section[aria-labelledby=retraining] .steps"))
                    .isEmpty();
            assertThat(browser.await("h1 .badge").getText()).isEqualTo("Accurate");
        });
    }

    @Test
    void shouldNameTheFeaturesThatDriftedAndTellPredictionsApart() {
        page("churn", "#drift");

        shown(() -> {
            assertThat(browser.await("h1 .badge").getText()).isEqualTo("Drifted");
            assertThat(text("#now", ""))
                    .contains("Data drift, retrain v1.0: 2 of 6 features drifted (score 0.33)", "train the model");
            assertThat(text("#drift", ".stats"))
                    .containsPattern("Features drifted\\s+2 of 6\\s+score 0.33")
                    .containsPattern("Predictions\\s+as before");
            assertThat(texts("section[aria-labelledby=drift] .forest .labels span")
                            .subList(0, 2))
                    .containsExactlyInAnyOrder("age", "country");
            assertThat(text("#retraining", ".stats"))
                    .containsPattern("Deployed\\s+1 Oct 2025")
                    .containsPattern("Features drifted\\s+33.3 %\\s+(age, country|country, age)")
                    .containsPattern("Predictions\\s+as before")
                    .containsPattern("Last retrain\\s+1 Nov 2025")
                    .containsPattern("Next scheduled retrain\\s+15 Dec 2025\\s+overdue");
            assertThat(browser.all("section[aria-labelledby=drift] .forest")).hasSize(2);
            assertThat(browser.barriers()).isEmpty();
            assertThat(texts("section[aria-labelledby=alerts] li"))
                    .singleElement()
                    .asString()
                    .contains("drift", "age (PSI ");
        });
    }

    @Test
    void shouldSayThatNothingIsHeardAndWhatToLookAt() {
        page("spam", "#guardrails");

        shown(() -> {
            assertThat(browser.await("h1 .badge").getText()).isEqualTo("No fresh verdict");
            assertThat(text("#now", "")).contains("What to do: No verdict for", "whether requests still come");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "recommendations", "fraud", "pricing", "translation", "reviews"})
    void shouldHaveDataInEveryChartAndNoBarrierOnAnyScreen(String model) {
        page(model, ".panels");
        browser.await(".chart canvas");
        shown(() -> assertThat(browser.chartsWithoutData()).isEmpty());
        assertThat(browser.barriers()).isEmpty();

        browser.size(390, 800);
        browser.preferDark();
        assertThat(browser.sideways()).isNotPositive();
        assertThat(browser.barriers()).isEmpty();
        browser.preferLight();
        browser.size(1360, 1000);
    }

    @Test
    void shouldNameEachSegmentOnAPhoneToo() {
        page("recommendations", "#experiment");
        browser.await("section[aria-labelledby=experiment] .interval");
        browser.size(390, 800);

        shown(() -> assertThat(browser.all("section[aria-labelledby=experiment] .labels span"))
                .hasSize(4)
                .allMatch(WebElement::isDisplayed)
                .extracting(label -> label.getLocation().getY())
                .doesNotHaveDuplicates());
        List<WebElement> labels = browser.all("section[aria-labelledby=experiment] .labels span");
        List<WebElement> intervals = browser.all("section[aria-labelledby=experiment] .interval");
        for (int row = 0; row < labels.size(); row++) {
            int from = labels.get(row).getLocation().getY();
            assertThat(intervals.get(row).getRect().getY())
                    .as("interval of " + labels.get(row).getText())
                    .isBetween(from, from + labels.get(row).getSize().getHeight());
        }
        browser.size(1360, 1000);
    }

    @Test
    void shouldSayWhatIsWrongWithAPlanBeforeItIsApplied() {
        browser.open(running.uri() + "/#/apply");
        WebElement plan = browser.await("textarea[name=plan]");
        browser.type(
                plan, "metadata: { name: x }\nspec: { model: digits, baseline: v1.0, candidate: v2.0, timeuot: 1s }\n");
        browser.click("button[data-verb=check]", WebElement::isEnabled);

        assertThat(browser.await(".lint li").getText())
                .isEqualTo("Line 2 spec.timeuot is not known; did you mean timeout?");
        assertThat(browser.await("button[data-verb=apply]").isEnabled()).isFalse();
        // What the server refuses is on the console too.
        assertThat(browser.errors()).singleElement().asString().contains("400");

        browser.type(plan, "metadata: { name: x }\nspec: { model: digits, baseline: v1.0, candidate: v2.0 }\n");
        browser.click("button[data-verb=check]", WebElement::isEnabled);
        assertThat(browser.await(".checked").getText()).contains("nothing is wrong with it");
        assertThat(running.view().model("digits")).isEmpty();

        browser.click("button[data-verb=apply]", WebElement::isEnabled);
        browser.await("h1", heading -> heading.getText().startsWith("digits"));
    }

    /** What a page asks for after its first answer comes a moment later. */
    private static void shown(ThrowingRunnable claims) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(claims);
    }

    private static void page(String model, String panel) {
        browser.open(running.uri() + "/?" + model + "#/models/" + model);
        browser.await(panel);
    }

    private static String text(String heading, String selector) {
        String section =
                heading.equals("#now") ? "section.now" : "section[aria-labelledby=" + heading.substring(1) + "]";
        return browser.await(section + " " + selector).getText();
    }

    private static List<String> texts(String selector) {
        return browser.all(selector).stream().map(WebElement::getText).toList();
    }
}
