package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.weir.config.AppConfig;
import dev.weir.config.AppConfigFile;
import dev.weir.router.app.SidecarConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped to run Weir in containers: that it hangs together, and that Weir takes the settings in it. */
class ManifestsTest {
    private static final Path DEPLOY = Path.of("..");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    private Path directory;

    @Test
    void shouldCarrySettingsThatTheProgramsTake() throws IOException {
        String token = Files.writeString(directory.resolve("operator"), "sixteen letters or more")
                .toString();
        String streams =
                configMap("streams.yaml", "weir-streams", "streams.yaml").replace("/run/secrets/weir/operator", token);
        AppConfig kubernetes = AppConfigFile.read(
                Files.writeString(directory.resolve("streams.yaml"), streams),
                Map.of("WEIR_STREAMS_INSTANCE", "weir-streams-0"),
                Map.of());
        AppConfig compose = AppConfigFile.read(DEPLOY.resolve("docker/config/streams.yaml"), Map.of(), Map.of());
        SidecarConfig pod =
                SidecarConfig.parse(configMap("sidecar-example.yaml", "weir-sidecar", "sidecar.yaml"), "sidecar.yaml");
        SidecarConfig container = SidecarConfig.load(DEPLOY.resolve("docker/config/sidecar.yaml"));

        assertThat(List.of(kubernetes, compose)).allSatisfy(config -> {
            assertThat(config.http().port()).isEqualTo(8080);
            assertThat(config.streams().stateDir()).hasToString("/state");
        });
        assertThat(kubernetes.http().tokens()).hasSize(1);
        assertThat(List.of(pod, container)).allSatisfy(config -> {
            assertThat(config.sidecar().proxyPort()).isEqualTo(8090);
            assertThat(config.sidecar().adminPort()).isEqualTo(8091);
            assertThat(config.models()).containsOnlyKeys("sentiment");
        });
    }

    @Test
    void shouldNameOnlyPortsVolumesAndLabelsThatThereAre() throws IOException {
        List<JsonNode> workloads = documents().stream()
                .filter(document ->
                        document.at("/spec/template/spec/containers").isArray())
                .toList();

        assertThat(workloads).hasSize(2).allSatisfy(workload -> {
            JsonNode pod = workload.at("/spec/template");
            List<String> volumes = names(pod.at("/spec/volumes"));
            workload.at("/spec/volumeClaimTemplates")
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            workload.at("/spec/selector/matchLabels").properties().forEach(label -> assertThat(
                            pod.at("/metadata/labels").path(label.getKey()))
                    .isEqualTo(label.getValue()));
            for (JsonNode container : pod.at("/spec/containers")) {
                assertThat(volumes).containsAll(names(container.path("volumeMounts")));
                List<String> ports = names(container.path("ports"));
                for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                    if (container.has(probe)) {
                        assertThat(ports)
                                .contains(container
                                        .at("/" + probe + "/httpGet/port")
                                        .asText());
                    }
                }
            }
            for (JsonNode volume : pod.at("/spec/volumes")) {
                if (volume.has("configMap")) {
                    assertThat(documents())
                            .anyMatch(document -> document.path("kind").asText().equals("ConfigMap")
                                    && document.at("/metadata/name").equals(volume.at("/configMap/name")));
                }
            }
        });
    }

    @Test
    void shouldScrapeWhatRulesAndDashboardsAskAbout() throws IOException {
        List<JsonNode> monitors = documents().stream()
                .filter(document -> document.path("kind").asText().endsWith("Monitor"))
                .toList();
        JsonNode prometheus =
                YAML.readTree(DEPLOY.resolve("prometheus/prometheus.yml").toFile());

        assertThat(monitors)
                .extracting(monitor -> monitor.findValue("replacement").asText())
                .containsExactlyInAnyOrder("weir-streams", "weir-sidecars");
        assertThat(prometheus.path("scrape_configs"))
                .extracting(job -> job.path("job_name").asText())
                .containsExactlyInAnyOrder("weir-streams", "weir-sidecars");
    }

    @Test
    void shouldMountOnlyFilesThatThereAreAndBuildWhatTheDockerfileHas() throws IOException {
        JsonNode compose = YAML.readTree(DEPLOY.resolve("docker/compose.yaml").toFile());
        String dockerfile = Files.readString(DEPLOY.resolve("docker/Dockerfile"));
        List<String> volumes = new ArrayList<>();
        compose.path("volumes").fieldNames().forEachRemaining(volumes::add);

        assertThat(compose.path("services")).hasSize(7).allSatisfy(service -> {
            for (JsonNode mount : service.path("volumes")) {
                String source = mount.asText().split(":")[0];
                assertThat(volumes.contains(source)
                                || Files.exists(DEPLOY.resolve("docker").resolve(source)))
                        .as(source)
                        .isTrue();
            }
            String target = service.at("/build/target").asText("");
            assertThat(target.isEmpty() || dockerfile.contains(" AS " + target + "\n"))
                    .as(target)
                    .isTrue();
            service.path("depends_on")
                    .forEach(other -> assertThat(compose.path("services").has(other.asText()))
                            .as(other.asText())
                            .isTrue());
        });
    }

    private static String configMap(String file, String name, String key) throws IOException {
        return documents().stream()
                .filter(document -> document.path("kind").asText().equals("ConfigMap"))
                .filter(document -> document.at("/metadata/name").asText().equals(name))
                .map(document -> document.path("data").path(key).asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no ConfigMap " + name + " in " + file));
    }

    private static List<JsonNode> documents() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(DEPLOY.resolve("kubernetes"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                YAML.readerFor(JsonNode.class)
                        .<JsonNode>readValues(file.toFile())
                        .forEachRemaining(documents::add);
            }
        }
        return documents;
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(item -> names.add(item.path("name").asText()));
        return names;
    }
}
