package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.config.AccessToken;
import dev.weir.config.AccessToken.Role;
import dev.weir.config.RolloutFile;
import dev.weir.schema.DecisionAction;
import dev.weir.view.Records;
import dev.weir.wire.PlanCodec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboard in a real browser, on a control plane whose view is fed directly. */
class DashboardPageIT {
    private static final String ADA = "ada's secret, long enough";
    private static final String WALL = "the wall's secret, long enough";

    private static Browser browser;

    private RunningControlPlane running;
    private Fleet fleet;

    @BeforeAll
    static void open() {
        browser = Browser.start();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        running = RunningControlPlane.start(
                List.of(AccessToken.of("ada", Role.OPERATOR, ADA), AccessToken.of("wall", Role.READER, WALL)));
        fleet = Fleet.start(running.view(), 12, 4);
    }

    @AfterEach
    void stop() {
        browser.errors();
        fleet.close();
        running.close();
    }

    @Test
    void shouldLetAReaderLookButNotPress() {
        signIn(WALL);
        browser.click(".models a[href='#/models/model-0003']");

        browser.await("button[data-verb=rollback]", button -> !button.isEnabled());
        assertThat(browser.await(".me").getText()).contains("wall", "reader");
    }

    @Test
    void shouldNotKnowAWrongToken() {
        signIn(ADA + "!");

        assertThat(browser.await(".problem").getText()).isEqualTo("This token is not known here.");
    }

    @Test
    void shouldAskForTheNameOfTheModelBeforeTheKillSwitchCanBePressed() {
        signIn(ADA);
        browser.click(".models a[href='#/models/model-0002']");
        browser.click("button[data-verb=kill]", button -> button.isEnabled());
        browser.await("dialog textarea").sendKeys("bad answers");
        assertThat(browser.await("dialog button[type=submit]").isEnabled()).isFalse();

        browser.await("dialog input[name=model]").sendKeys("model-0002");
        browser.click("dialog button[type=submit]", button -> button.isEnabled());

        browser.await(".badge", badge -> badge.getText().equals("Kill switch on"));
        assertThat(running.view().model("model-0002").orElseThrow().state().killSwitch())
                .isTrue();
        assertThat(running.commands().get(0).getIssuedBy()).isEqualTo("ada");
    }

    @Test
    void shouldShowMarkupInNamesAsTheTextItIs() {
        signIn(ADA);
        browser.click(".models a[href='#/models/model-0001']");

        browser.await(".variants b", name -> name.getText().equals(Fleet.HOSTILE));
        assertThat(browser.all("#weir img[src=x]")).isEmpty();
    }

    @Test
    void shouldBeUsableWithoutSightAndColour() {
        signIn(ADA);
        browser.await(".models a[href='#/models/model-0003']");
        assertThat(browser.barriers()).isEmpty();

        browser.open(running.uri() + "/#/models/model-0003");
        browser.await(".tile.bad");
        assertThat(browser.await(".tile.bad .badge").getText()).isEqualTo("Fail");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void shouldNotWaitForExamplesOfAShadowThatIsStillToCome() {
        String file = Records.file("digits-v2", "v1.0", "v2.0")
                .replace("stages:\n", "stages:\n    - { name: shadow, weight: 0, mirror: 100, minDuration: 10s }\n");
        running.view()
                .apply(
                        "digits",
                        PlanCodec.toWire(RolloutFile.read(file, Records.START, "ada")
                                .plan()
                                .orElseThrow()));
        running.view()
                .apply("digits", Records.decision(1, DecisionAction.START, "digits-v2", null, "baseline", 0, "ada"));
        running.view().apply("digits", Records.table(1, "baseline", 0));
        signIn(ADA);
        browser.open(running.uri() + "/#/models/digits");

        assertThat(browser.await("section[aria-labelledby=shadow]").getText())
                .contains("still to come")
                .doesNotContain("Loading");
    }

    @Test
    void shouldSayThatItIsCutOffAndSinceWhen() {
        signIn(ADA);
        browser.await(".link.live");
        browser.await(".models a[href='#/models/model-0003']");

        running.close();

        assertThat(browser.await("p.lost[role=alert]").getText()).startsWith("Disconnected since ");
    }

    private void signIn(String token) {
        browser.open(running.uri() + "/");
        browser.run("sessionStorage.clear(); location.hash = '#/'");
        browser.open(running.uri() + "/?" + System.nanoTime());
        browser.await("input[name=token]").sendKeys(token);
        browser.click("form button", button -> button.isEnabled());
        await().atMost(Duration.ofSeconds(90))
                .until(() -> browser.all("input[name=token]").isEmpty()
                        || !browser.all(".problem").isEmpty());
    }
}
