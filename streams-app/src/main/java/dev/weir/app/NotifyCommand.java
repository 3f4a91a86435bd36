package dev.weir.app;

import dev.weir.config.AppConfig;
import dev.weir.config.AppConfigFile;
import dev.weir.config.NotifyChannel;
import dev.weir.notify.Notifier;
import dev.weir.notify.Rehearsal;
import dev.weir.telemetry.Telemetry;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends alerts to people without the rest of the application, or tries the channels. */
@Command(
        name = "notify",
        description = "Sends alerts to the channels of a configuration; 'weir streams' does so by itself.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  weir notify --config streams.yaml --test     # a message to each channel, and what became of it",
            "  weir notify --config streams.yaml            # apart from 'weir streams', e.g. where the way out is"
        })
public final class NotifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Settings of the streams application; their notify lists the channels.")
    private Path file;

    @Option(
            names = "--test",
            description = "Send one message to each channel and end; exit code 1 if one is not taken.")
    private boolean test;

    @Override
    public Integer call() throws InterruptedException {
        AppConfig config = AppConfigFile.read(file, System.getenv(), Map.of());
        if (config.channels().isEmpty()) {
            spec.commandLine().getErr().println(file + " lists no channel; write them under notify");
            return 1;
        }
        return test ? tried(config) : run(config);
    }

    private int tried(AppConfig config) throws InterruptedException {
        int failures = 0;
        for (NotifyChannel channel : config.channels()) {
            String failure = Rehearsal.of(channel);
            failures += failure == null ? 0 : 1;
            spec.commandLine()
                    .getOut()
                    .println(channel.name() + ": " + (failure == null ? "taken" : "not taken, " + failure));
        }
        spec.commandLine().getOut().flush();
        return failures == 0 ? 0 : 1;
    }

    private static int run(AppConfig config) throws InterruptedException {
        Telemetry telemetry = new Telemetry();
        Notifier notifier = Notifier.start(config, telemetry.registry());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            notifier.close();
                            telemetry.close();
                        },
                        "weir-shutdown"));
        new CountDownLatch(1).await();
        return 0;
    }
}
