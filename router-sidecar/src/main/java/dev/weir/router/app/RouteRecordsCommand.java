package dev.weir.router.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code route-records --config FILE}: routes records of topics until it is told to end. */
@Command(
        name = "route-records",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Routes the records of topics to a topic for each variant, exactly once, until SIGTERM or Ctrl-C.",
            "Settings come from the file, then from environment variables (WEIR_KAFKA_BOOTSTRAP_SERVERS,"
                    + " WEIR_SCHEMA_REGISTRY_URL, WEIR_TOPIC_PREFIX, any Kafka setting as WEIR_KAFKA_...)."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  weir route-records --config records.yaml",
            "",
            "A file:",
            "  router: { id: records-1, group: weir-records, adminPort: 8091 }",
            "  kafka: { bootstrap.servers: \"127.0.0.1:9092\" }",
            "  schemaRegistry: { url: \"http://127.0.0.1:8081\" }",
            "  streams:",
            "    sentiment:",
            "      input: reviews",
            "      segments: { user_type: header:user_type }",
            "      variants: { v1.0: reviews-v1, v2.0: reviews-v2 }"
        })
public final class RouteRecordsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The router's file.")
    private Path config;

    /** Runs until the JVM is told to end; a wrong configuration is wrong use, exit code 2. */
    @Override
    public Integer call() throws InterruptedException {
        RecordsProgram program = start();
        // The JVM ends only after its hooks, so that what is under way is committed.
        Runtime.getRuntime().addShutdownHook(new Thread(program::close, "weir-records-close"));
        program.awaitClosed();
        return 0;
    }

    private RecordsProgram start() {
        try {
            RecordsConfig configuration = RecordsConfig.load(config).withEnvironment(System.getenv());
            LogSetup.apply(configuration.logging());
            return RecordsProgram.start(configuration);
        } catch (SidecarConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
