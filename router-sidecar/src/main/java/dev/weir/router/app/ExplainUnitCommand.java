package dev.weir.router.app;

import dev.weir.router.admin.ExplanationDocument;
import dev.weir.router.control.TableFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain-unit MODEL --unit U}: why a unit gets its variant, from a running sidecar or from a file of tables. */
@Command(
        name = "explain-unit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says which variant a request gets and why: every rule in order, and the bucket.",
            "Asks a running sidecar, or decides by a file: a table, what /routes answered, or a snapshot."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  weir explain-unit sentiment --unit user-42",
            "  weir explain-unit sentiment --unit user-42 --segment user_type=premium --sidecar http://edge-1:8091",
            "  weir explain-unit sentiment --unit user-42 --table state/routes.json -o json"
        })
public final class ExplainUnitCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** How the explanation is printed. */
    enum Format {
        TABLE,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who is asked. */
    private static final class Source {
        @Option(
                names = "--sidecar",
                paramLabel = "URL",
                defaultValue = "http://127.0.0.1:8091",
                description = "Admin address of the sidecar to ask (default: ${DEFAULT-VALUE}).")
        private URI sidecar;

        @Option(names = "--table", paramLabel = "FILE", description = "Decide by this file, and ask nobody.")
        private Path table;
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description = "What traffic sticks by; without it the request id is.")
    private String unit;

    @Option(names = "--segment", paramLabel = "NAME=VALUE", description = "An attribute; may be repeated.")
    private Map<String, String> segments = new LinkedHashMap<>();

    @Option(names = "--request-id", paramLabel = "ID", description = "Id of the request (default: a new one).")
    private String requestId;

    @ArgGroup
    private Source source = new Source();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:WEIR_ADMIN_TOKEN}",
            description = "Bearer token of the sidecar's admin port (default: $WEIR_ADMIN_TOKEN).")
    private String token;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print it (default: ${DEFAULT-VALUE}).")
    private Format format;

    /** Prints the explanation. */
    @Override
    public Integer call() throws InterruptedException {
        JsonObject explanation = source.table == null ? asked() : decided(source.table);
        PrintWriter out = spec.commandLine().getOut();
        out.println(format == Format.JSON ? explanation.encodePrettily() : ExplanationText.of(explanation));
        out.flush();
        return 0;
    }

    private JsonObject decided(Path file) {
        String request = requestId == null ? UUID.randomUUID().toString() : requestId;
        try {
            var image = TableFile.read(file);
            return image.selector(model)
                    .map(selector -> ExplanationDocument.of(selector, unit, request, segments))
                    .orElseThrow(
                            () -> new IllegalArgumentException(file + " has no table of model " + model + ", only of "
                                    + image.tables().keySet().stream().sorted().toList()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private JsonObject asked() throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(question()).timeout(TIMEOUT);
        if (token != null && !token.isBlank()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request.build(), BodyHandlers.ofString());
            JsonObject body = new JsonObject(answer.body());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        source.sidecar + " says: " + body.getString("detail", "status " + answer.statusCode()));
            }
            return body;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "no sidecar answers at " + source.sidecar + " (" + e + "); name its admin address by --sidecar URL",
                    e);
        } catch (DecodeException e) {
            throw new IllegalStateException(
                    source.sidecar + " is no sidecar's admin address: it does not answer with JSON", e);
        }
    }

    private URI question() {
        StringBuilder query = new StringBuilder("/v1/explain?model=" + encoded(model));
        if (unit != null) {
            query.append("&unit=").append(encoded(unit));
        }
        if (requestId != null) {
            query.append("&requestId=").append(encoded(requestId));
        }
        segments.forEach((name, value) ->
                query.append("&segment.").append(encoded(name)).append('=').append(encoded(value)));
        if (source.sidecar.getHost() == null || !List.of("http", "https").contains(source.sidecar.getScheme())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--sidecar " + source.sidecar + " is no HTTP address; write e.g. http://127.0.0.1:8091");
        }
        return source.sidecar.resolve(query.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
