package dev.weir.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir kill-switch MODEL on|off --reason TEXT}. */
@Command(
        name = "kill-switch",
        description = "Send everything of a model to the variant in charge, above every rule; or stop doing so.",
        footer = {"", "Example: weir kill-switch digits on --reason 'bad training data'"})
final class KillSwitchCommand extends WeirCommand {
    /** Position of the switch. */
    enum Position {
        ON,
        OFF;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private ServerOptions server;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Parameters(index = "1", paramLabel = "on|off", description = "Position of the switch.")
    private Position position;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; the decision log keeps it.")
    private String reason;

    @Override
    int run() throws InterruptedException {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("on", position == Position.ON)
                .put("reason", reason)
                .toString();
        String path = "/v1/models/" + ControlClient.part(model) + "/kill-switch";
        out().println(VerbCommand.decided(
                server.client().send("PUT", path, "application/json", body).body()));
        return DONE;
    }
}
