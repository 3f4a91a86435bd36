package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The OpenAPI document, held to its own specification, to the routes there are and to the records of the topics. */
class ApiDocumentTest {
    private final ApiConformance api = ApiConformance.controlPlane();

    @Test
    void shouldBeAnOpenApiDocument() {
        assertThat(api.faults()).isEmpty();
    }

    @Test
    void shouldDescribeEveryRouteAndNoOther() {
        try (RunningControlPlane running = RunningControlPlane.start()) {
            Set<String> routes = new TreeSet<>();
            running.routes().forEach(route -> routes.add(route.replaceAll(":([a-z]+)", "{$1}")));

            assertThat(new TreeSet<>(api.operations())).isEqualTo(routes);
        }
    }

    @Test
    void shouldGiveExamplesThatAreTrue() {
        List<JsonNode> media = new ArrayList<>();
        api.document().findValues("content").forEach(content -> content.forEach(media::add));
        int examples = 0;
        for (JsonNode each : media) {
            if (each.has("example") && each.path("schema").has("$ref")) {
                examples++;
                assertThat(api.violations(each.at("/schema/$ref").textValue(), each.get("example")))
                        .as(each.toString())
                        .isEmpty();
            }
        }
        assertThat(examples).isGreaterThan(15);
    }

    @Test
    void shouldReferToNothingThatIsNotThere() {
        for (JsonNode reference : api.document().findValues("$ref")) {
            assertThat(api.document().at(reference.textValue().substring(1)).isMissingNode())
                    .as(reference.textValue())
                    .isFalse();
        }
    }

    /** Whoever adds a field to a record finds here that it has not been described. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Verdict",
                "Check",
                "Decision",
                "MetricsWindow",
                "RoutingTable",
                "Alert",
                "ShadowSample",
                "RouteAck",
                "RouterReport",
                "RolloutSpec",
                "DrillReport",
                "StageSpec",
                "LatencyPart",
                "PredictionPart"
            })
    void shouldHaveTheFieldsOfTheRecords(String name) throws Exception {
        Schema record = (Schema)
                Class.forName("dev.weir.schema." + name).getField("SCHEMA$").get(null);
        JsonNode schema = api.document().at("/components/schemas/" + name);

        List<String> fields =
                record.getFields().stream().map(Schema.Field::name).toList();
        assertThat(schema.get("properties").fieldNames()).toIterable().containsExactlyElementsOf(fields);
        assertThat(schema.get("required")).extracting(JsonNode::textValue).containsExactlyElementsOf(fields);
    }

    @Test
    void shouldKnowEverySymbolOfTheRecords() throws Exception {
        for (String name : List.of(
                "DecisionAction",
                "Recommendation",
                "VerdictKind",
                "VerdictStatus",
                "AbStatus",
                "CheckState",
                "Severity")) {
            Schema symbols = (Schema)
                    Class.forName("dev.weir.schema." + name).getField("SCHEMA$").get(null);
            assertThat(api.document().at("/components/schemas/" + name + "/enum"))
                    .extracting(JsonNode::textValue)
                    .containsExactlyElementsOf(symbols.getEnumSymbols());
        }
    }

    /** The URIs of problems lead nowhere: the page is where they are explained. */
    @Test
    void shouldHaveEveryKindOfProblemOnItsPage() throws Exception {
        String page = Files.readString(Path.of("../docs/api.md"));
        for (ProblemType type : ProblemType.values()) {
            String name = type.uri().substring(type.uri().lastIndexOf('/') + 1);
            assertThat(page).containsPattern("(?m)^\\| .*`" + name + "`.* \\|.*" + type.status() + ".*\\|");
        }
    }

    @Test
    void shouldListEveryKindOfProblem() {
        List<String> types = new ArrayList<>();
        api.document()
                .at("/components/responses")
                .forEach(response -> types.add(response.at("/content/application~1problem+json/example/type")
                        .asText()));
        for (ProblemType type : ProblemType.values()) {
            boolean anywhere = Set.of(405, 414, 431, 500).contains(type.status()) || type == ProblemType.BAD_FILE;
            if (!anywhere) {
                assertThat(types).contains(type.uri());
            }
        }
    }
}
