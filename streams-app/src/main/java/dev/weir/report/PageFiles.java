package dev.weir.report;

import static dev.weir.report.Toll.elements;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** What a page would load, were it not to need anything beside itself: styles, scripts, and the data of its charts. */
final class PageFiles {
    private PageFiles() {}

    static String style() {
        return uplot("uPlot.min.css") + resource("/report/report.css");
    }

    /** The library that draws charts. */
    static String charts() {
        return uplot("uPlot.iife.min.js");
    }

    static String script() {
        return resource("/report/report.js");
    }

    /** What the charts are drawn from; no text in it can end the script. */
    static String series(JsonNode report) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("series", report.path("series"));
        data.set("baseline", report.path("baseline"));
        data.set("candidate", report.path("candidate"));
        data.putArray("guardrails")
                .addAll(elements(report.path("plan").path("guardrails")).toList());
        data.putArray("stages")
                .addAll(elements(report.path("stages"))
                        .filter(stage -> stage.path("enteredAt").isTextual())
                        .toList());
        return data.toString().replace("<", "\\u003c");
    }

    private static String uplot(String file) {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return resource("/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/dist/" + file);
    }

    private static String resource(String path) {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(PageFiles.class.getResourceAsStream(path), "not on the class path: " + path);
    }
}
