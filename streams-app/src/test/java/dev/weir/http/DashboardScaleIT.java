package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many models and verdicts on the page that lists them. {@code -Ddashboard.models=1000 -Ddashboard.verdicts=200
 * -Ddashboard.seconds=60} makes it as large as docs/dashboard.md says.
 */
class DashboardScaleIT {
    private static final int MODELS = Integer.getInteger("dashboard.models", 300);
    private static final int VERDICTS = Integer.getInteger("dashboard.verdicts", 100);
    private static final int SECONDS = Integer.getInteger("dashboard.seconds", 8);

    private static final long FIRST_PAGE_BYTES = 300_000;

    /** Notes how late a timer of 50 ms comes, and every task of more than 50 ms. */
    private static final String WATCH =
            """
            window.lags = []; window.long = [];
            let due = performance.now() + 50;
            setInterval(() => { const now = performance.now(); lags.push(Math.max(0, now - due)); due = now + 50; }, 50);
            new PerformanceObserver((l) => l.getEntries().forEach((e) => long.push(e.duration))).observe({ type: 'longtask' });
            """;

    @Test
    void shouldStayResponsiveWithManyModelsAndVerdicts() {
        try (Browser browser = Browser.start();
                RunningControlPlane running = RunningControlPlane.start();
                Fleet fleet = Fleet.start(running.view(), MODELS, VERDICTS)) {
            browser.open(running.uri() + "/");
            browser.await(".models a.model");
            assertThat(browser.bytesTransferred()).isLessThan(FIRST_PAGE_BYTES);
            browser.run(WATCH);
            double before = browser.metric("ThreadTime");
            long told = fleet.told();
            long start = System.nanoTime();

            await().pollDelay(Duration.ofSeconds(SECONDS))
                    .atMost(Duration.ofSeconds(SECONDS + 30L))
                    .until(() -> fleet.told() - told >= (long) VERDICTS * SECONDS / 2);

            double seconds = (System.nanoTime() - start) / 1e9;
            double busy = (browser.metric("ThreadTime") - before) / seconds;
            List<?> lag = (List<?>)
                    browser.run("lags.sort((a, b) => a - b); const q = (p) => lags[Math.floor(p * (lags.length - 1))];"
                            + " return [q(0.5), q(0.95), q(1), long.length, long.reduce((a, b) => Math.max(a, b), 0)]"
                            + ".map((x) => Math.round(x))");
            System.out.printf(
                    "%d models, %.0f verdicts/s, %.0f s: %d bytes at first, main thread busy %.0f %%, lag p50 %s ms, p95 %s ms,"
                            + " most %s ms, %s tasks above 50 ms, the longest %s ms%n",
                    MODELS,
                    (fleet.told() - told) / seconds,
                    seconds,
                    browser.bytesTransferred(),
                    100 * busy,
                    lag.get(0),
                    lag.get(1),
                    lag.get(2),
                    lag.get(3),
                    lag.get(4));
            // Processor time and not delay decides: on a machine that is busy otherwise, every page is late.
            assertThat(busy).as("share of the main thread").isLessThan(0.5);
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.all(".lost")).isEmpty();
        }
    }
}
