package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.AccessToken;
import dev.weir.config.AccessToken.Role;
import dev.weir.http.RunningControlPlane;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What somebody gets wrong on the first day, and what is answered: where it is, what is wrong with it and what to do, on
 * standard error and nothing besides. Mistakes in a sidecar's own file are told with its configuration.
 */
class MistakesIT {
    private static final String OPERATOR = "ada's secret, long enough";
    private static final String READER = "the wall's secret, long enough";
    private static final String PLAN =
            """
            metadata: { name: sentiment-v2 }
            spec:
              model: sentiment
              baseline: v1.0
              candidate: v2.0
              stages:
                - { name: shadow,    weight: 0,   mirror: 100, minDuration: 24h }
                - { name: canary-5,  weight: 5,   minDuration: 2h }
                - { name: canary-25, weight: 25,  minDuration: 6h }
                - { name: ab-test,   weight: 50,  minDuration: 24h }
                - { name: full,      weight: 100, minDuration: 48h }
            """;

    @TempDir
    private static Path directory;

    private static RunningControlPlane open;
    private static RunningControlPlane guarded;
    private static ServerSocket taken;
    private static Map<String, String> places;

    @BeforeAll
    static void start() throws IOException {
        open = RunningControlPlane.start();
        guarded = RunningControlPlane.start(
                List.of(AccessToken.of("ada", Role.OPERATOR, OPERATOR), AccessToken.of("wall", Role.READER, READER)));
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        // A port that is given to nobody who asks for any.
        int free = 1;
        places = Map.of(
                "{dir}", directory.toString(),
                "{open}", open.uri().toString(),
                "{guarded}", guarded.uri().toString(),
                "{taken}", String.valueOf(taken.getLocalPort()),
                "{free}", String.valueOf(free));
        Files.createDirectory(directory.resolve("folder"));
        write("good.yaml", PLAN);
        write("empty.yaml", "");
        write("text.yaml", "Dear diary, today I began with Weir\n");
        write("broken.yaml", "metadata: { name: x\nspec: [\n");
        write(
                "other.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: sentiment }\nspec: { replicas: 3 }\n");
        write("skipped.yaml", PLAN.replaceFirst("(?m)^.*name: shadow.*\n", ""));
        write("typo.yaml", PLAN.replace("weight: 25", "wieght: 25"));
        write("unit.yaml", PLAN.replace("minDuration: 2h", "minDuration: 2 hours"));
        write("falling.yaml", PLAN.replace("weight: 5, ", "weight: 30,"));
        write("same.yaml", PLAN.replace("candidate: v2.0", "candidate: v1.0"));
        write(
                "no-kafka.yaml",
                "kafka: { bootstrap.servers: \"127.0.0.1:" + free
                        + "\", default.api.timeout.ms: 1000, request.timeout.ms: 500 }\n");
        write("settings-typo.yaml", "http: { prot: 8081 }\n");
        write("settings-range.yaml", "http: { port: 80810 }\n");
        write("settings-registry.yaml", "schemaRegistry: { url: \"localhost:8081\" }\n");
        write(
                "settings-state.yaml",
                "streams: { stateDir: \"" + directory.resolve("good.yaml") + "\" }\nhttp: { port: 0 }\n");
        write(
                "settings-port.yaml",
                "http: { port: " + taken.getLocalPort() + " }\nstreams: { stateDir: \"" + directory.resolve("state")
                        + "\" }\n");
        write("events.jsonl", "{\"type\":\"inference\",\"requestId\":\"r\",\"modle\":\"m\"}\n");
        run(
                "apply",
                "-f",
                directory.resolve("good.yaml").toString(),
                "--server",
                open.uri().toString());
    }

    @AfterAll
    static void stop() throws IOException {
        taken.close();
        guarded.close();
        open.close();
    }

    /** A command line with what it is answered. */
    private record Mistake(int exit, String command, List<String> sentences) {
        static Mistake of(int exit, String command, String... sentences) {
            return new Mistake(exit, command, List.of(sentences));
        }

        @Override
        public String toString() {
            return "weir " + command;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                // A file that is none.
                Mistake.of(
                        1,
                        "apply -f {dir}/nothing.yaml --server {open}",
                        "{dir}/nothing.yaml cannot be read: there is no such file"),
                Mistake.of(
                        1, "apply -f {dir}/folder --server {open}", "{dir}/folder cannot be read: it is a directory"),
                Mistake.of(1, "apply -f {dir}/empty.yaml --server {open}", "line 1: the file is empty"),
                Mistake.of(1, "apply -f {dir}/text.yaml --server {open}", "line 1: expected keys and values, found"),
                Mistake.of(
                        1,
                        "apply -f {dir}/broken.yaml --server {open}",
                        "line 2: this is not YAML: while parsing a flow mapping, expected ',' or '}'"),
                Mistake.of(
                        1,
                        "apply -f {dir}/other.yaml --server {open}",
                        "line 1: apiVersion is 'apps/v1'; write weir.dev/v1",
                        "line 2: kind is 'Deployment'; write Rollout"),
                Mistake.of(1, "plan {dir}/nothing.yaml", "{dir}/nothing.yaml cannot be read: there is no such file"),
                Mistake.of(1, "plan {dir}/folder", "{dir}/folder cannot be read: it is a directory"),
                // A plan that cannot be followed.
                Mistake.of(
                        1, "apply -f {dir}/skipped.yaml --server {open}", "line 6: spec.stages skips the shadow stage"),
                Mistake.of(
                        1,
                        "apply -f {dir}/typo.yaml --server {open}",
                        "line 9: spec.stages[2].wieght is not known; did you mean weight?"),
                Mistake.of(
                        1,
                        "apply -f {dir}/unit.yaml --server {open}",
                        "line 8: spec.stages[1].minDuration is '2 hours'; write a duration such as 90s, 15m, 24h or 2d"),
                Mistake.of(1, "apply -f {dir}/falling.yaml --server {open}", "line 9: spec.stages[2].weight", "30"),
                Mistake.of(1, "apply -f {dir}/same.yaml --server {open}", "spec.candidate", "v1.0"),
                Mistake.of(
                        1,
                        "plan {dir}/typo.yaml",
                        "{dir}/typo.yaml: line 9: spec.stages[2].wieght is not known; did you mean weight?"),
                // A model nobody knows.
                Mistake.of(
                        1,
                        "pause sentimnt --reason x --server {open}",
                        "model 'sentimnt' has no rollout; did you mean sentiment?"),
                Mistake.of(1, "status sentimnt --server {open}", "did you mean sentiment?"),
                Mistake.of(
                        1,
                        "explain translation --server {open}",
                        "model 'translation' has no rollout; known are sentiment"),
                // Nobody there, or somebody else.
                Mistake.of(
                        1,
                        "get --server http://127.0.0.1:{free}",
                        "the control plane at http://127.0.0.1:{free} cannot be reached",
                        "start it with 'weir streams --config FILE', or name another with --server URL or WEIR_SERVER"),
                Mistake.of(1, "status --watch --server http://127.0.0.1:{free}", "cannot be reached"),
                Mistake.of(
                        2,
                        "get --server localhost:8080",
                        "--server localhost:8080 is no address; write for example http://127.0.0.1:8080"),
                // The wrong word at the door.
                Mistake.of(1, "get --server {guarded}", "--token TOKEN or WEIR_TOKEN"),
                Mistake.of(1, "get --server {guarded} --token expired-long-ago", "token"),
                Mistake.of(
                        1,
                        "pause sentiment --reason x --server {guarded} --token READER",
                        "the token of wall may only look",
                        "role operator"),
                // Wrong use.
                Mistake.of(2, "pause sentiment --server {open}", "Missing required option: '--reason=TEXT'"),
                Mistake.of(2, "stauts", "Unmatched argument", "Did you mean: weir status"),
                Mistake.of(2, "override sentiment --unit 42 --reason x --server {open}", "--variant"),
                Mistake.of(
                        1,
                        "override sentiment --unit 42 --variant v9 --reason x --server {open}",
                        "variant is v9, which does not run; write v1.0 or v2.0"),
                // Kafka and settings.
                Mistake.of(
                        1,
                        "topics check --config {dir}/no-kafka.yaml",
                        "bootstrap.servers is 127.0.0.1:{free}, change it with --bootstrap-server"),
                Mistake.of(
                        2,
                        "topics check --config {dir}/nothing.yaml",
                        "{dir}/nothing.yaml: cannot be read: there is no such file"),
                Mistake.of(1, "publish {dir}/nothing.jsonl", "{dir}/nothing.jsonl", "no such file"),
                Mistake.of(
                        1,
                        "publish {dir}/events.jsonl",
                        "{dir}/events.jsonl line 1: modle is not known; known here are requestId, model, variant"),
                Mistake.of(
                        2,
                        "streams --config {dir}/nothing.yaml",
                        "{dir}/nothing.yaml: cannot be read: there is no such file"),
                Mistake.of(2, "streams --config {dir}/folder", "{dir}/folder: cannot be read: it is a directory"),
                Mistake.of(
                        2,
                        "streams --config {dir}/settings-typo.yaml",
                        "line 1: http.prot is not known; did you mean port?"),
                Mistake.of(
                        2,
                        "streams --config {dir}/settings-range.yaml",
                        "line 1: http.port is '80810'; write a whole number from 0 to 65535"),
                Mistake.of(
                        1,
                        "streams --config {dir}/settings-registry.yaml",
                        "schema.registry.url has an address that is not http or https",
                        "localhost:8081",
                        "write e.g. http://host:8081"),
                Mistake.of(
                        1,
                        "streams --config {dir}/settings-port.yaml",
                        "cannot listen on 127.0.0.1:{taken}",
                        "another program listens there",
                        "choose another with http.port"),
                Mistake.of(
                        1,
                        "streams --config {dir}/settings-state.yaml",
                        "streams.stateDir",
                        "{dir}/good.yaml",
                        "is not a directory"),
                Mistake.of(2, "sidecar --config {dir}/nothing.yaml", "no such file: {dir}/nothing.yaml"),
                Mistake.of(1, "demo --rollout {dir}/nothing.yaml", "there is no file {dir}/nothing.yaml"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void shouldSayWhereItIsWhatIsWrongAndWhatToDo(Mistake mistake) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exit = execute(
                out,
                err,
                Arrays.stream(mistake.command().split(" "))
                        .map(MistakesIT::placed)
                        .toArray(String[]::new));

        assertThat(err.toString())
                .contains(mistake.sentences().stream().map(MistakesIT::placed).toList())
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
        assertThat(out.toString()).isEmpty();
        assertThat(exit).isEqualTo(mistake.exit());
    }

    private static String placed(String text) {
        String placed = text.replace("READER", READER);
        for (Map.Entry<String, String> place : places.entrySet()) {
            placed = placed.replace(place.getKey(), place.getValue());
        }
        return placed;
    }

    private static void run(String... arguments) {
        StringWriter said = new StringWriter();
        assertThat(execute(said, said, arguments)).as(said.toString()).isZero();
    }

    private static int execute(StringWriter out, StringWriter err, String... arguments) {
        CommandLine weir = Weir.commandLine();
        return weir.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
