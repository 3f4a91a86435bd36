package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cli.Commands;
import dev.weir.http.Browser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openqa.selenium.WebElement;
import picocli.CommandLine;

/** A way in which a person says to Weir what to do with the model {@code digits}. */
interface Way {
    String MODEL = "digits";

    /** What a person who comes this way gives as the reason of everything. */
    String reason();

    void apply(String plan);

    /** Says a word such as {@code pause}. */
    void say(String verb);

    void killSwitch(boolean on);

    void give(String unit, String variant);

    void takeBack(String unit);

    void giveSegment(String key, String value, String variant);

    void takeBackSegment(String key, String value);

    /** The requests that docs/commands.md describes. */
    record Http(String server) implements Way {
        @Override
        public String reason() {
            return "asked over HTTP";
        }

        @Override
        public void apply(String plan) {
            send("PUT", "/v1/rollouts", plan);
        }

        @Override
        public void say(String verb) {
            send("POST", "/v1/rollouts/" + MODEL + "/" + verb, "{\"reason\": \"%s\"}");
        }

        @Override
        public void killSwitch(boolean on) {
            send("PUT", "/v1/models/" + MODEL + "/kill-switch", "{\"on\": " + on + ", \"reason\": \"%s\"}");
        }

        @Override
        public void give(String unit, String variant) {
            send("PUT", unit(unit), "{\"variant\": \"" + variant + "\", \"reason\": \"%s\"}");
        }

        @Override
        public void takeBack(String unit) {
            send("DELETE", unit(unit), "{\"reason\": \"%s\"}");
        }

        @Override
        public void giveSegment(String key, String value, String variant) {
            send("PUT", segment(key, value), "{\"variant\": \"" + variant + "\", \"reason\": \"%s\"}");
        }

        @Override
        public void takeBackSegment(String key, String value) {
            send("DELETE", segment(key, value), "{\"reason\": \"%s\"}");
        }

        private static String unit(String unit) {
            return "/v1/models/" + MODEL + "/users/" + unit;
        }

        private static String segment(String key, String value) {
            return "/v1/models/" + MODEL + "/segments/" + key + "/" + value;
        }

        private void send(String method, String path, String body) {
            try {
                HttpResponse<String> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(server + path))
                                        .method(method, BodyPublishers.ofString(body.replace("%s", reason())))
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path + " " + answer.body()).isIn(200, 201);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The commands themselves, as their program runs them. */
    record Typed(String server, Path directory) implements Way {
        @Override
        public String reason() {
            return "typed in a shell";
        }

        @Override
        public void apply(String plan) {
            try {
                weir(
                        "apply",
                        "-f",
                        Files.writeString(directory.resolve("typed.yaml"), plan).toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void say(String verb) {
            weir(verb, MODEL, "--reason", reason());
        }

        @Override
        public void killSwitch(boolean on) {
            weir("kill-switch", MODEL, on ? "on" : "off", "--reason", reason());
        }

        @Override
        public void give(String unit, String variant) {
            weir("override", MODEL, "--unit", unit, "--variant", variant, "--reason", reason());
        }

        @Override
        public void takeBack(String unit) {
            weir("override", MODEL, "--unit", unit, "--remove", "--reason", reason());
        }

        @Override
        public void giveSegment(String key, String value, String variant) {
            weir("override", MODEL, "--segment", key + "=" + value, "--variant", variant, "--reason", reason());
        }

        @Override
        public void takeBackSegment(String key, String value) {
            weir("override", MODEL, "--segment", key + "=" + value, "--remove", "--reason", reason());
        }

        private void weir(String... arguments) {
            StringWriter said = new StringWriter();
            CommandLine weir =
                    new CommandLine(CommandLine.Model.CommandSpec.create().name("weir"));
            Commands.all().forEach(weir::addSubcommand);
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--server", server));
            int exit = weir.setOut(new PrintWriter(said, true))
                    .setErr(new PrintWriter(said, true))
                    .execute(all.toArray(String[]::new));
            assertThat(exit).as(all + ": " + said).isZero();
        }
    }

    /** The buttons of the dashboard. */
    record Pressed(String server, Browser browser) implements Way {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        @Override
        public String reason() {
            return "pressed on the page";
        }

        @Override
        public void apply(String plan) {
            browser.open(server + "/#/apply");
            browser.type(browser.await("textarea[name=plan]"), plan);
            press("check");
            press("apply");
            browser.await("h1 .badge");
        }

        @Override
        public void say(String verb) {
            press(verb);
            confirm();
        }

        @Override
        public void killSwitch(boolean on) {
            press("kill");
            browser.await("dialog input[name=model]").sendKeys(MODEL);
            confirm();
        }

        @Override
        public void give(String unit, String variant) {
            press("rule");
            rule(unit, variant);
        }

        @Override
        public void takeBack(String unit) {
            remove("unit " + unit);
        }

        @Override
        public void giveSegment(String key, String value, String variant) {
            press("rule");
            browser.click("dialog input[value=segment]");
            browser.await("dialog input[name=key]").sendKeys(key);
            rule(value, variant);
        }

        @Override
        public void takeBackSegment(String key, String value) {
            remove(key + "=" + value);
        }

        private void rule(String value, String variant) {
            browser.await("dialog input[name=value]").sendKeys(value);
            browser.click("dialog select[name=variant] option[value='" + variant + "']");
            confirm();
        }

        private void remove(String who) {
            browser.click("button[aria-label='Remove the rule of " + who + "']", WebElement::isEnabled);
            confirm();
        }

        private void press(String verb) {
            browser.click("button[data-verb=" + verb + "]", WebElement::isEnabled);
        }

        private void confirm() {
            browser.await("dialog textarea[name=reason]").sendKeys(reason());
            browser.click("dialog button[type=submit]", WebElement::isEnabled);
            await("the dialog closes").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(browser.all("dialog .problem"))
                        .extracting(WebElement::getText)
                        .isEmpty();
                assertThat(browser.all("dialog")).isEmpty();
            });
        }
    }
}
