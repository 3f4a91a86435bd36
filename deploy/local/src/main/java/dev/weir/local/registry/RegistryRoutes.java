package dev.weir.local.registry;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's resources under the paths of Confluent's REST interface; see there for bodies and error codes. */
final class RegistryRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryRoutes.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final SchemaCatalogue catalogue;
    private final Runnable save;

    /**
     * @param catalogue what is served
     * @param save called after each change, on a thread that may block
     */
    RegistryRoutes(SchemaCatalogue catalogue, Runnable save) {
        this.catalogue = catalogue;
        this.save = save;
    }

    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));

        get(router, "/", request -> new JsonObject());
        get(router, "/schemas/types", request -> JsonArray.of("AVRO"));
        get(router, "/schemas/ids/:id", this::schema);
        get(router, "/schemas/ids/:id/schema", request -> catalogue.schema(id(request)));
        get(router, "/schemas/ids/:id/versions", this::usesOfSchema);
        get(router, "/schemas/ids/:id/subjects", this::subjectsOfSchema);

        get(router, "/subjects", request -> new JsonArray(catalogue.subjects()));
        change(router, HttpMethod.POST, "/subjects/:subject", this::lookUp);
        get(router, "/subjects/:subject/versions", this::versions);
        change(router, HttpMethod.POST, "/subjects/:subject/versions", this::register);
        get(router, "/subjects/:subject/versions/:version", request -> json(version(request)));
        get(router, "/subjects/:subject/versions/:version/schema", this::schemaOfVersion);

        get(router, "/config", request -> level(catalogue.compatibility()));
        change(router, HttpMethod.PUT, "/config", this::setCompatibility);
        get(router, "/config/:subject", this::compatibilityOfSubject);
        change(router, HttpMethod.PUT, "/config/:subject", this::setCompatibilityOfSubject);
        change(router, HttpMethod.POST, "/compatibility/subjects/:subject/versions", this::isCompatible);
        change(router, HttpMethod.POST, "/compatibility/subjects/:subject/versions/:version", this::isCompatible);

        router.route().last().handler(request -> refuse(request, 404, 404, "HTTP 404 Not Found: no such resource"));
        return router;
    }

    private static void get(Router router, String path, Function<RoutingContext, Object> answer) {
        router.get(path).handler(request -> respond(request, answer));
    }

    /** For what parses and compares schemas or writes the file: off the event loop. */
    private static void change(Router router, HttpMethod method, String path, Function<RoutingContext, Object> answer) {
        router.route(method, path).blockingHandler(request -> respond(request, answer));
    }

    private Object schema(RoutingContext request) {
        return JsonObject.of("schema", catalogue.schema(id(request)));
    }

    private Object usesOfSchema(RoutingContext request) {
        JsonArray uses = new JsonArray();
        catalogue
                .uses(id(request))
                .forEach(use -> uses.add(JsonObject.of("subject", use.subject(), "version", use.version())));
        return uses;
    }

    private Object subjectsOfSchema(RoutingContext request) {
        return new JsonArray(catalogue.uses(id(request)).stream()
                .map(SchemaVersion::subject)
                .distinct()
                .toList());
    }

    private Object lookUp(RoutingContext request) {
        return json(catalogue.lookUp(subject(request), schemaOfBody(request)));
    }

    private Object versions(RoutingContext request) {
        return new JsonArray(catalogue.versions(subject(request)).stream()
                .map(SchemaVersion::version)
                .toList());
    }

    private Object register(RoutingContext request) {
        SchemaVersion registered = catalogue.register(subject(request), schemaOfBody(request));
        save.run();
        return JsonObject.of("id", registered.id());
    }

    private SchemaVersion version(RoutingContext request) {
        return catalogue.version(subject(request), request.pathParam("version"));
    }

    private Object schemaOfVersion(RoutingContext request) {
        return version(request).schema();
    }

    private Object setCompatibility(RoutingContext request) {
        Compatibility level = levelOfBody(request);
        catalogue.compatibility(level);
        save.run();
        return JsonObject.of("compatibility", level.name());
    }

    private Object compatibilityOfSubject(RoutingContext request) {
        boolean defaultToGlobal = Boolean.parseBoolean(request.request().getParam("defaultToGlobal", "false"));
        return level(
                defaultToGlobal
                        ? catalogue.compatibilityOrDefault(subject(request))
                        : catalogue.compatibility(subject(request)));
    }

    private Object setCompatibilityOfSubject(RoutingContext request) {
        Compatibility level = levelOfBody(request);
        catalogue.compatibility(subject(request), level);
        save.run();
        return JsonObject.of("compatibility", level.name());
    }

    private Object isCompatible(RoutingContext request) {
        String version = request.pathParam("version");
        String schema = schemaOfBody(request);
        List<String> objections = version == null
                ? catalogue.objections(subject(request), schema)
                : catalogue.objections(subject(request), version, schema);
        JsonObject answer = JsonObject.of("is_compatible", objections.isEmpty());
        if (Boolean.parseBoolean(request.request().getParam("verbose", "false"))) {
            answer.put("messages", new JsonArray(objections));
        }
        return answer;
    }

    private static String subject(RoutingContext request) {
        return request.pathParam("subject");
    }

    private static int id(RoutingContext request) {
        String id = request.pathParam("id");
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException e) {
            throw RegistryError.schemaNotFound("'" + id + "' is no schema id");
        }
    }

    private static String schemaOfBody(RoutingContext request) {
        JsonObject body = body(request);
        if (!"AVRO".equals(body.getString("schemaType", "AVRO"))) {
            throw RegistryError.invalidSchema("schemaType " + body.getString("schemaType")
                    + " is not supported here; write AVRO or leave it out");
        }
        if (!body.getJsonArray("references", new JsonArray()).isEmpty()) {
            throw RegistryError.invalidSchema("references are not supported here; write the named types in full");
        }
        String schema = body.getString("schema");
        if (schema == null) {
            throw RegistryError.invalidSchema("the body has no \"schema\"");
        }
        return schema;
    }

    private static Compatibility levelOfBody(RoutingContext request) {
        return Compatibility.named(body(request).getString("compatibility", "null"));
    }

    private static JsonObject body(RoutingContext request) {
        try {
            JsonObject body = request.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException e) {
            // Refused below, like an empty body.
        }
        throw RegistryError.invalidSchema("the body is no JSON object");
    }

    private static JsonObject json(SchemaVersion version) {
        return JsonObject.of(
                "subject", version.subject(),
                "version", version.version(),
                "id", version.id(),
                "schema", version.schema());
    }

    private static JsonObject level(Compatibility level) {
        return JsonObject.of("compatibilityLevel", level.name());
    }

    private static void respond(RoutingContext request, Function<RoutingContext, Object> answer) {
        try {
            Object body = answer.apply(request);
            end(request, 200, body);
        } catch (RegistryError refusal) {
            refuse(request, refusal.httpStatus(), refusal.code(), refusal.getMessage());
        } catch (RuntimeException failure) {
            LOG.error("registry request failed path={}", request.request().path(), failure);
            refuse(request, 500, 50001, "Error in the registry: " + failure.getMessage());
        }
    }

    private static void refuse(RoutingContext request, int status, int code, String message) {
        end(request, status, JsonObject.of("error_code", code, "message", message));
    }

    private static void end(RoutingContext request, int status, Object body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .end(body.toString());
    }
}
