package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.router.admin.Access;
import dev.weir.router.http.ServerTls;
import dev.weir.router.proxy.InputRules;
import dev.weir.router.proxy.LatencyMeasure;
import dev.weir.router.proxy.PathPattern;
import dev.weir.router.proxy.RequestSource;
import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.report.CapturePolicy;
import dev.weir.router.report.CapturePolicy.Treatment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class SidecarConfigTest {

    private static final String FILE =
            """
            sidecar: { id: edge-1, proxyPort: 8090, adminPort: 8091, stateDir: ./state }
            kafka: { bootstrap.servers: "127.0.0.1:9092", linger.ms: 5 }
            schemaRegistry: { url: "http://127.0.0.1:8081", basic.auth.user.info: "a:b" }
            models:
              sentiment:
                protocol: open-inference
                unit: header:X-User-Id
                segments: { user_type: header:X-User-Type }
                timeout: 750ms
                variants: { v2.0: "http://127.0.0.1:9002", v1.0: "http://127.0.0.1:9001" }
            """;

    @Test
    void shouldReadTheFileOfTheContract() {
        SidecarConfig config = SidecarConfig.parse(FILE, "f.yaml");
        assertThat(config.sidecar().id()).isEqualTo("edge-1");
        assertThat(config.sidecar().stateDir()).isEqualTo(Path.of("./state"));
        assertThat(config.topicPrefix()).isEqualTo("weir.");
        assertThat(config.clientSettings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "127.0.0.1:9092"),
                        Map.entry("linger.ms", "5"),
                        Map.entry("schema.registry.url", "http://127.0.0.1:8081"),
                        Map.entry("basic.auth.user.info", "a:b"));
        ModelConfig model = config.models().get("sentiment");
        assertThat(model.unit()).isEqualTo(new RequestSource.Header("X-User-Id"));
        assertThat(model.segments()).containsOnly(Map.entry("user_type", new RequestSource.Header("X-User-Type")));
        assertThat(model.timeout()).isEqualTo(Duration.ofMillis(750));
        assertThat(model.variants())
                .containsExactly(
                        Map.entry("v2.0", VariantAddress.of(URI.create("http://127.0.0.1:9002"))),
                        Map.entry("v1.0", VariantAddress.of(URI.create("http://127.0.0.1:9001"))));
        assertThat(config.proxiedModels().get(0).firstVariant()).isEqualTo("v2.0");
    }

    @Test
    void shouldLetTheEnvironmentWinOverTheFile() {
        SidecarConfig config = SidecarConfig.parse(FILE, "f.yaml")
                .withEnvironment(Map.of(
                        "WEIR_KAFKA_BOOTSTRAP_SERVERS", "kafka:9093",
                        "WEIR_KAFKA_SECURITY_PROTOCOL", "SSL",
                        "WEIR_SCHEMA_REGISTRY_URL", "http://registry",
                        "WEIR_TOPIC_PREFIX", "team.",
                        "PATH", "/bin"));
        assertThat(config.clientSettings())
                .containsEntry("bootstrap.servers", "kafka:9093")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("schema.registry.url", "http://registry")
                .doesNotContainKey("path");
        assertThat(config.topicPrefix()).isEqualTo("team.");
    }

    @Test
    void shouldNameTheLineAndTheNearestKeyWhenAKeyIsUnknown() {
        refuses(
                FILE.replace("proxyPort", "proxy_port"),
                "f.yaml:1: unknown key sidecar.proxy_port; did you mean proxyPort?");
        refuses(
                FILE.replace("    timeout", "    tiemout"),
                "f.yaml:9: unknown key models.sentiment.tiemout; did you mean timeout?");
        refuses(
                FILE.replace("schemaRegistry", "zzz"),
                "f.yaml:3: unknown key zzz; the keys here are admin, capture, kafka, logging, models, schemaRegistry,"
                        + " sidecar, topicPrefix");
    }

    @Test
    void shouldNameTheKeyThatIsMisspeltWhereTheRightOneIsMissing() {
        refuses(
                FILE.replace("    variants:", "    varients:"),
                "f.yaml:10: unknown key models.sentiment.varients; did you mean variants?");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("models:", "modles:"), "f.yaml"))
                .hasMessageContaining("unknown key modles; did you mean models?");
    }

    @Test
    void shouldNameThePathWhenAValueIsWrong() {
        refuses(
                FILE.replace("750ms", "soon"),
                "f.yaml:9: models.sentiment.timeout: \"soon\" is no duration; write a number and ms, s, m, h or d,"
                        + " e.g. 5s");
        refuses(
                FILE.replace("unit: header:X-User-Id", "unit: X-User-Id"),
                "f.yaml:7: models.sentiment.unit: \"X-User-Id\" says no place in a request: write header:NAME,"
                        + " cookie:NAME or json:/pointer, e.g. header:X-User-Id");
        refuses(
                FILE.replace("\"http://127.0.0.1:9001\"", "localhost"),
                "f.yaml:10: models.sentiment.variants.v1.0: \"localhost\" is no HTTP address;"
                        + " write e.g. \"http://127.0.0.1:9001\"");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("8090", "80900"), "f.yaml"))
                .hasMessageContaining("sidecar: proxyPort is 80900, must be 1 to 65535, or 0 for any port");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("8090", "many"), "f.yaml"))
                .hasMessageContaining("f.yaml:1: sidecar.proxyPort: ")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> SidecarConfig.parse(FILE.replace("open-inference", "tf-serving"), "f.yaml"))
                .hasMessageContaining(
                        "f.yaml:6: models.sentiment.protocol: \"tf-serving\" is unknown; write one of open-inference,"
                                + " tfserving, openai, mlflow, generic");
    }

    @Test
    void shouldRefuseAnAddressThatCannotBeCalled() {
        for (String wrong :
                List.of("127.0.0.1:9001", "http://a:70000", "http://a:0", "http://", "http://a b", "ftp://a")) {
            refuses(
                    FILE.replace("http://127.0.0.1:9001", wrong),
                    "f.yaml:10: models.sentiment.variants.v1.0: \"" + wrong
                            + "\" is no HTTP address; write e.g. \"http://127.0.0.1:9001\"");
        }
        refusesAs(
                FILE.replace("http://127.0.0.1:9001", "http://me:secret@a"),
                "f.yaml:10: ",
                "leave out what ends with @");
        assertThatThrownBy(() ->
                        SidecarConfig.parse(FILE.replace("http://127.0.0.1:9001", "http://me:secret@a"), "f.yaml"))
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseOnePortForBothServers() {
        refusesAs(
                FILE.replace("adminPort: 8091", "adminPort: 8090"),
                "f.yaml:1: ",
                "sidecar: proxyPort and adminPort are both 8090; give each a port of its own");
        assertThat(SidecarConfig.parse(FILE.replace("8090", "0").replace("8091", "0"), "f.yaml")
                        .sidecar()
                        .adminPort())
                .isZero();
    }

    @Test
    void shouldSayWhereKafkaIsToBeNamed() {
        SidecarConfig config = SidecarConfig.parse(FILE.replace("bootstrap.servers", "bootstrap.server"), "f.yaml");
        assertThatThrownBy(config::clientSettings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kafka: bootstrap.servers is missing, is bootstrap.server meant to be it?; write e.g."
                        + " { bootstrap.servers: \"127.0.0.1:9092\" }, or set WEIR_KAFKA_BOOTSTRAP_SERVERS");
        assertThat(config.withKafka("bootstrap.servers", "b:1").clientSettings())
                .containsEntry("bootstrap.servers", "b:1");
    }

    private static void refusesAs(String yaml, String start, String part) {
        assertThatThrownBy(() -> SidecarConfig.parse(yaml, "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageStartingWith(start)
                .hasMessageContaining(part);
    }

    @Test
    void shouldReadWhatEventsTellOfRequests() {
        SidecarConfig config = SidecarConfig.parse(
                FILE.replace(
                        "    unit: header:X-User-Id",
                        "    inputs: true\n    features: { age: \"json:/age\", plan: \"header:X-Plan\" }\n"
                                + "    unit: header:X-User-Id"),
                "f.yaml");
        assertThat(config.proxiedModels().get(0).inputs())
                .isEqualTo(new InputRules(
                        true,
                        Map.of(
                                "age", RequestSource.parse("json:/age"),
                                "plan", RequestSource.parse("header:X-Plan"))));
        assertThat(SidecarConfig.parse(FILE, "f.yaml").proxiedModels().get(0).inputs())
                .isEqualTo(InputRules.NONE);
        refuses(
                FILE.replace("    unit: header:X-User-Id", "    features: { age: /age }"),
                "f.yaml:7: models.sentiment.features.age: \"/age\" says no place in a request: write header:NAME,"
                        + " cookie:NAME or json:/pointer, e.g. header:X-User-Id");
    }

    @Test
    void shouldRefuseAKeyThatIsWrittenTwice() {
        assertThatThrownBy(() -> SidecarConfig.parse(FILE + "kafka: {}\n", "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessage("f.yaml:11: kafka is written twice; leave out one of them");
    }

    @Test
    void shouldReadWhoMayAskHowToLogAndWhatEventsMayTell() {
        SidecarConfig config = SidecarConfig.parse(
                        """
                        admin:
                          tls: { cert: server.crt, key: server.key, clientCa: clients.crt }
                          token: secret
                          open: [ health, metrics ]
                        logging: { format: json, level: debug }
                        models:
                          a:
                            capture: { features: drop, categories: hash, unit: hash }
                            variants: { v1: "http://a" }
                          b: { variants: { v1: "http://b" } }
                        """,
                        "f.yaml")
                .withEnvironment(Map.of("WEIR_CAPTURE_SALT", "salt", "WEIR_ADMIN_TOKEN", "other"));
        assertThat(config.admin().tls())
                .isEqualTo(new ServerTls(Path.of("server.crt"), Path.of("server.key"), Path.of("clients.crt")));
        assertThat(config.admin().access())
                .isEqualTo(new Access(List.of("other"), Set.of(Access.Area.HEALTH, Access.Area.METRICS)));
        assertThat(config.logging()).isEqualTo(new LogSettings(LogSettings.Format.JSON, Level.DEBUG));
        CapturePolicies policies = CapturePolicies.of(config);
        assertThat(policies.of("a"))
                .isEqualTo(new CapturePolicy(
                        Treatment.DROP, Treatment.HASH, Treatment.KEEP, Treatment.KEEP, Treatment.HASH, "salt"));
        assertThat(policies.of("b")).isEqualTo(CapturePolicy.KEEP_ALL);
    }

    @Test
    void shouldTakeWhatTheFileSaysOfAllModelsForThoseThatSayNothing() {
        CapturePolicies policies = CapturePolicies.of(SidecarConfig.parse(
                """
                capture: { features: drop, categories: drop, salt: one }
                models:
                  a: { capture: { text: hash }, variants: { v1: "http://a" } }
                  b: { variants: { v1: "http://b" } }
                """,
                "f.yaml"));
        CapturePolicy nothing = new CapturePolicy(Treatment.DROP, Treatment.DROP, null, null, null, null);
        assertThat(policies.of("b")).isEqualTo(nothing);
        assertThat(policies.of("heard of by logs")).isEqualTo(nothing);
        assertThat(policies.of("a")).isEqualTo(new CapturePolicy(null, null, Treatment.HASH, null, null, "one"));
    }

    @Test
    void shouldAskForASaltWhereSomethingIsToBeHashed() {
        SidecarConfig config = SidecarConfig.parse(
                "models: { a: { capture: { text: hash }, variants: { v1: \"http://a\" } } }", "f.yaml");
        assertThatThrownBy(() -> CapturePolicies.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("models.a.capture: salt is missing");
        refuses(
                FILE.replace("    timeout", "    capture: { text: blur }\n    timeout"),
                "f.yaml:9: models.sentiment.capture.text: \"blur\" is unknown; write one of keep, hash, drop");
    }

    @Test
    void shouldNameEveryWrongLineAtOnce() {
        assertThatThrownBy(() -> SidecarConfig.parse(
                        """
                        sidecar: { proxyPort: many, stateDri: ./state }
                        kafka: [ "bootstrap.servers" ]
                        models:
                          a:
                            timeout: soon
                            unit: X-User-Id
                            variants: { v1: localhost, v2: }
                          b: { variants: {} }
                          c: http://127.0.0.1:9001
                        """,
                        "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .extracting(e -> ((SidecarConfigException) e).problems())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .isEqualTo("f.yaml:1: unknown key sidecar.stateDri; did you mean stateDir?"),
                        problem -> assertThat(problem)
                                .isEqualTo("f.yaml:1: sidecar.proxyPort: \"many\" is no whole number"),
                        problem -> assertThat(problem)
                                .isEqualTo("f.yaml:2: kafka: names and their values are wanted here"),
                        problem -> assertThat(problem).startsWith("f.yaml:5: models.a.timeout: \"soon\""),
                        problem -> assertThat(problem).startsWith("f.yaml:6: models.a.unit: \"X-User-Id\""),
                        problem -> assertThat(problem).startsWith("f.yaml:7: models.a.variants.v1: \"localhost\""),
                        problem ->
                                assertThat(problem).isEqualTo("f.yaml:7: models.a.variants.v2: a value is wanted here"),
                        problem -> assertThat(problem)
                                .startsWith("f.yaml:8: models.b: variants is missing; write at least one"),
                        problem ->
                                assertThat(problem).startsWith("f.yaml:9: models.c: a block of keys is wanted here"));
    }

    @Test
    void shouldNameWhatIsOutOfRangeTogetherWithAllElseThatIsWrong() {
        assertThatThrownBy(() -> SidecarConfig.parse(
                        """
                        sidecar:
                          proxyPort: 70000
                          threads: -1
                          drainTmeout: 1s
                        models:
                          a:
                            unit: X-User-Id
                            captureBytes: -1
                            health: { failures: 0, path: ready }
                            variants: { v1: localhost }
                          b:
                            protocol: tf-serving
                            paths: [ /a ]
                            timeout: 0s
                            variants: { v1: { grpc: "http://a:1", tls: { cert: a.pem } } }
                        """,
                        "f.yaml"))
                .extracting(e -> ((SidecarConfigException) e).problems())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("f.yaml:2: sidecar: proxyPort is 70000, must be"),
                        problem -> assertThat(problem).startsWith("f.yaml:3: sidecar: threads is -1, must be"),
                        problem -> assertThat(problem).startsWith("f.yaml:4: unknown key sidecar.drainTmeout"),
                        problem -> assertThat(problem).startsWith("f.yaml:7: models.a.unit: \"X-User-Id\""),
                        problem -> assertThat(problem).startsWith("f.yaml:8: models.a: captureBytes is -1, must be"),
                        problem -> assertThat(problem).startsWith("f.yaml:9: models.a.health: failures is 0, must be"),
                        problem -> assertThat(problem).startsWith("f.yaml:9: models.a.health: path is \"ready\", must"),
                        problem -> assertThat(problem).startsWith("f.yaml:10: models.a.variants.v1: \"localhost\""),
                        problem -> assertThat(problem).startsWith("f.yaml:12: models.b.protocol: \"tf-serving\""),
                        problem -> assertThat(problem).startsWith("f.yaml:14: models.b: timeout must be at least 1ms"),
                        problem ->
                                assertThat(problem).startsWith("f.yaml:15: models.b.variants.v1.tls: key is missing"));
    }

    @Test
    void shouldKeepValuesAsTheyAreWritten() {
        SidecarConfig config = SidecarConfig.parse(
                FILE.replace("linger.ms: 5", "ssl.key.password: 0123, a: 1.0, b: true, c: 1e3"), "f.yaml");
        assertThat(config.kafka())
                .contains(
                        Map.entry("ssl.key.password", "0123"),
                        Map.entry("a", "1.0"),
                        Map.entry("b", "true"),
                        Map.entry("c", "1e3"));
    }

    @Test
    void shouldSayWhereTheFileIsNoYaml() {
        assertThatThrownBy(() -> SidecarConfig.parse("kafka: {\n  a: [", "f.yaml"))
                .hasMessageMatching("f\\.yaml:\\d+: not YAML: (?s:.*)");
        assertThatThrownBy(() -> SidecarConfig.parse("- a\n", "f.yaml"))
                .hasMessageStartingWith("f.yaml: a block of keys is wanted here; the keys are ");
    }

    @Test
    void shouldSayWhatIsMissing() {
        refuses("", "f.yaml is empty; write at least kafka, schemaRegistry and models");
        assertThatThrownBy(() -> SidecarConfig.parse("kafka: {}\n", "f.yaml"))
                .hasMessageContaining("models is missing; write at least one model with its variants");
        assertThatThrownBy(() -> SidecarConfig.parse("models: { m: { unit: header:A } }\n", "f.yaml"))
                .hasMessageContaining("models.m: variants is missing; write at least one");
        assertThatThrownBy(() -> SidecarConfig.load(Path.of("no-such.yaml")))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessage("no such file: no-such.yaml");
    }

    private static void refuses(String yaml, String message) {
        assertThatThrownBy(() -> SidecarConfig.parse(yaml, "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessage(message);
    }

    @Test
    void shouldReadEverySettingOfAModelThatTheProxyGoesBy() {
        ModelConfig model = SidecarConfig.parse(
                        """
                        models:
                          price:
                            protocol: generic
                            paths: [ /quote/*, /api/** ]
                            captureBytes: 4096
                            latency: first-chunk
                            prediction: { value: /quote/amount }
                            mirror: { paths: [ /quote/* ], maxInFlight: 8, maxBytes: 1000000 }
                            connections: { max: 16, waiting: 32, connectTimeout: 200ms, keepAlive: 2s }
                            health: { path: /health, interval: 2s, failures: 3, backOff: 500ms, maxBackOff: 10s }
                            variants:
                              v1: "http://127.0.0.1:7001"
                              v2: { url: "http://127.0.0.1:7002/b", grpc: "http://127.0.0.1:7003", model: p2, http2: true }
                        """,
                        "f.yaml")
                .models()
                .get("price");
        assertThat(model.paths()).containsExactly(PathPattern.parse("/quote/*"), PathPattern.parse("/api/**"));
        assertThat(model.latency()).isEqualTo(LatencyMeasure.FIRST_CHUNK);
        assertThat(model.prediction().value()).hasToString("/quote/amount");
        assertThat(model.mirror().maxInFlight()).isEqualTo(8);
        assertThat(model.connections().keepAlive()).isEqualTo(Duration.ofSeconds(2));
        assertThat(model.health().path()).isEqualTo("/health");
        assertThat(model.variants().get("v2").model()).isEqualTo("p2");
        assertThat(model.variants().get("v2").grpc()).isEqualTo(URI.create("http://127.0.0.1:7003"));
        assertThat(model.variants().get("v1").grpc()).isEqualTo(URI.create("http://127.0.0.1:7001"));
    }

    @Test
    void shouldSayWhatToWriteInsteadOfAWrongSettingOfTheProxy() {
        refusesWith(model("variants: { v1: { grpc: \"http://a:1\" } }"), "url is missing; write e.g. { url:");
        refusesWith(
                model("variants: { v1: { url: \"http://a:1\", modle: x } }"), "unknown key models.m.variants.v1.modle");
        refusesWith(
                model("variants: { v1: \"http://a:1/?q\" }"),
                "has more than a path; leave out what begins with ? or #");
        refusesWith(model("{ paths: [ /a ], variants: { v1: \"http://a:1\" } }"), "paths is for protocol generic only");
        refusesWith(
                model("{ protocol: generic, paths: [ a ], variants: { v1: \"http://a:1\" } }"),
                "\"a\" is no path; write e.g. /predict");
        refusesWith(
                model("{ latency: first, variants: { v1: \"http://a:1\" } }"),
                "\"first\" is unknown; write one of first-chunk, last-chunk");
        refusesWith(
                model("{ prediction: { label: label }, variants: { v1: \"http://a:1\" } }"),
                "\"label\" is no place in JSON; write e.g. /predictions/0/label");
        refusesWith(
                model("{ connections: { max: 0 }, variants: { v1: \"http://a:1\" } }"),
                "max is 0, must be 1 or more connections");
        refusesWith(
                model("variants: { v1: { url: \"http://a:1\", price: { input: 1.5 } }, v2: \"http://a:2\" }"),
                "some variants");
    }

    private static void refusesWith(String yaml, String part) {
        assertThatThrownBy(() -> SidecarConfig.parse(yaml, "f.yaml"))
                .isInstanceOf(SidecarConfigException.class)
                .hasMessageStartingWith("f.yaml:1: ")
                .hasMessageContaining(part);
    }

    private static String model(String settings) {
        return "models: { m: " + (settings.startsWith("{") ? settings : "{ " + settings + " }") + " }\n";
    }
}
