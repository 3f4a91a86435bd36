package dev.weir.http;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.opentest4j.TestAbortedException;

/** A real Chromium, without a window, on a page of the dashboard. */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
    }

    /**
     * Starts one with a profile of its own.
     *
     * @throws TestAbortedException if there is no Chromium with its driver on the path, which is said on standard error
     *     too: a dashboard nobody looked at must not pass for one that was
     */
    public static Browser start() {
        Optional<Path> browser = NAMES.stream().flatMap(Browser::onPath).findFirst();
        Optional<Path> driver = onPath("chromedriver").findFirst();
        if (browser.isEmpty() || driver.isEmpty()) {
            String why = "THE DASHBOARD IS NOT TESTED: no chromium with chromedriver on the path; on Debian: apt-get"
                    + " install chromium chromium-driver";
            System.err.println(why);
            throw new TestAbortedException(why);
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.get().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--window-size=1360,1000");
        options.setCapability("goog:loggingPrefs", logs);
        return new Browser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.get().toFile())
                        .usingAnyFreePort()
                        .withTimeout(PATIENCE)
                        .build(),
                options));
    }

    private static Stream<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(file -> file.toFile().canExecute());
    }

    /** Opens a page. */
    public void open(String url) {
        driver.get(url);
    }

    /** Waits until an element is there and is as wanted. */
    public WebElement await(String selector, Predicate<WebElement> wanted) {
        return Awaitility.await(selector)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(
                        () -> driver.findElements(By.cssSelector(selector)).stream()
                                .filter(wanted)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until an element is there. */
    public WebElement await(String selector) {
        return await(selector, element -> true);
    }

    /** Clicks an element once it is there and as wanted; anew where the page has drawn another in its place meanwhile. */
    public void click(String selector, Predicate<WebElement> wanted) {
        Awaitility.await(selector)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .ignoreException(ElementClickInterceptedException.class)
                .until(() -> {
                    Optional<WebElement> found = driver.findElements(By.cssSelector(selector)).stream()
                            .filter(wanted)
                            .findFirst();
                    found.ifPresent(WebElement::click);
                    return found.isPresent();
                });
    }

    /** Clicks an element once it is there. */
    public void click(String selector) {
        click(selector, element -> true);
    }

    /** Puts a text into a field at once, as somebody who pastes it; keys would take long and be indented. */
    public void type(WebElement field, String text) {
        driver.executeScript(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))",
                field,
                text);
    }

    /** The elements that are there now. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Runs a script and returns what it returns. */
    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Charts that have something drawn in them. */
    public long chartsDrawn() {
        return (Long) run("return [...document.querySelectorAll('.chart canvas')].filter(c => {"
                + " const o = new OffscreenCanvas(c.width, c.height).getContext('2d', { willReadFrequently: true });"
                + " o.drawImage(c, 0, 0);"
                + " const d = o.getImageData(0, 0, c.width, c.height).data;"
                + " for (let i = 3; i < d.length; i += 4) if (d[i]) return true; return false; }).length");
    }

    /** Labels of the charts in which there is no line or area: axes alone are no data. */
    @SuppressWarnings("unchecked")
    public List<String> chartsWithoutData() {
        return (List<String>) run("const style = getComputedStyle(document.documentElement);"
                + " const colours = ['baseline', 'candidate', 'good', 'bad'].map(n => style.getPropertyValue('--' + n).trim())"
                + ".map(c => [1, 3, 5].map(i => parseInt(c.slice(i, i + 2), 16)));"
                + " return [...document.querySelectorAll('.chart')].filter(chart => {"
                + " const c = chart.querySelector('canvas');"
                + " const o = new OffscreenCanvas(c.width, c.height).getContext('2d', { willReadFrequently: true });"
                + " o.drawImage(c, 0, 0);"
                + " const d = o.getImageData(0, 0, c.width, c.height).data; let n = 0;"
                + " for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200 && colours.some(k =>"
                + " Math.abs(k[0] - d[i]) + Math.abs(k[1] - d[i + 1]) + Math.abs(k[2] - d[i + 2]) < 24)) n++;"
                + " return n < 20; }).map(chart => chart.getAttribute('aria-label'))");
    }

    /** Pixels by which the page is wider than what it is seen through. */
    public long sideways() {
        return (Long) run("return document.documentElement.scrollWidth - innerWidth");
    }

    /** Bytes that came over the wire for the page so far, headers included, the event stream left out. */
    public long bytesTransferred() {
        return ((Number)
                        run(
                                "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType("
                                        + "'resource')).filter(e => !e.name.includes('/v1/stream')).reduce((s, e) => s + e.transferSize, 0)"))
                .longValue();
    }

    /** What the console was told of that is wrong. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    /** What axe finds wrong with the page for people who cannot see, point or tell colours apart. */
    @SuppressWarnings("unchecked")
    public List<String> barriers() {
        driver.executeScript(axe());
        return (List<String>) driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run().then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' ' +"
                + " v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))))");
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A figure of the page's own bookkeeping, such as ThreadTime: seconds of processor its main thread took. */
    public double metric(String name) {
        driver.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
        List<?> metrics = (List<?>)
                driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        return metrics.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> name.equals(each.get("name")))
                .map(each -> ((Number) each.get("value")).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    /** Makes as if somebody preferred dark pages. */
    public void preferDark() {
        prefer("dark");
    }

    /** Makes as if somebody preferred light pages. */
    public void preferLight() {
        prefer("light");
    }

    private void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Resizes the page. */
    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** A picture of what is seen. */
    public byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
