package dev.weir.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * {@code /}: the dashboard, files on the class path as they are, with the two libraries it stands on. It holds no data:
 * what it shows it asks of {@code /v1}, so that it needs no token itself.
 *
 * <p>The policy lets it load from this server alone and run nothing that stands in a page, so that no name a service
 * reports can become a script.
 */
final class DashboardRoutes {
    /** WebJars below {@code /libraries}, without their versions, so that no page has to know them. */
    private static final List<String> LIBRARIES = List.of("preact", "uplot");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String METHODS = "GET, HEAD, OPTIONS";

    void addTo(Router router) {
        StaticHandler pages = files("dashboard");
        router.route("/").handler(DashboardRoutes::guard).handler(pages);
        router.route("/dashboard/*").handler(DashboardRoutes::guard).handler(pages);
        for (String library : LIBRARIES) {
            router.route("/libraries/" + library + "/*")
                    .handler(DashboardRoutes::guard)
                    .handler(files("META-INF/resources/webjars/" + library + "/" + version(library) + "/dist"));
        }
    }

    private static String version(String library) {
        String place = "/META-INF/maven/org.webjars.npm/" + library + "/pom.properties";
        try (InputStream file = DashboardRoutes.class.getResourceAsStream(place)) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(file, "not on the class path: " + place));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asked for each time and answered with "not modified": a new version is seen at once. */
    private static StaticHandler files(String root) {
        return StaticHandler.create(root)
                .setDirectoryListing(false)
                .setIncludeHidden(false)
                .setMaxAgeSeconds(0)
                .setDefaultContentEncoding("UTF-8");
    }

    private static void guard(RoutingContext context) {
        HttpServerResponse response = context.response();
        HttpMethod method = context.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            response.putHeader("Allow", METHODS);
            if (!method.equals(HttpMethod.OPTIONS)) {
                throw ProblemException.notTaken(method + " " + context.request().path(), METHODS);
            }
            response.setStatusCode(204).end();
            return;
        }
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("Link", "<" + ApiDocumentRoutes.JSON_PATH + ">; rel=\"service-desc\"")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY");
        context.next();
    }
}
