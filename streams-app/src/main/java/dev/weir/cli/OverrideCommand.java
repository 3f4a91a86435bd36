package dev.weir.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir override MODEL --unit U|--segment K=V --variant X|--remove --reason TEXT}. */
@Command(
        name = "override",
        description = "Give a unit or a segment a variant whatever the weights say; or stop doing so.",
        footer = {
            "",
            "What it draws is no evidence. Rules end with the rollout.",
            "Example: weir override digits --unit 42 --variant v2.0 --reason 'asked for it'"
        })
final class OverrideCommand extends WeirCommand {
    @Mixin
    private ServerOptions server;

    @Parameters(paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    @ArgGroup(multiplicity = "1")
    private Change change;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; the decision log keeps it.")
    private String reason;

    private static final class Subject {
        @Option(names = "--unit", paramLabel = "UNIT", description = "The unit, a user or session id.")
        private String unit;

        @Option(names = "--segment", paramLabel = "KEY=VALUE", description = "The segment, e.g. user_type=premium.")
        private String segment;

        String path() {
            if (unit != null) {
                return "/users/" + ControlClient.part(unit);
            }
            int equals = segment.indexOf('=');
            if (equals < 1 || equals == segment.length() - 1) {
                throw CommandFailure.misuse(
                        "--segment " + segment + " names no segment; write KEY=VALUE, e.g. user_type=premium");
            }
            return "/segments/" + ControlClient.part(segment.substring(0, equals)) + "/"
                    + ControlClient.part(segment.substring(equals + 1));
        }
    }

    private static final class Change {
        @Option(names = "--variant", paramLabel = "VARIANT", description = "The variant it gets.")
        private String variant;

        @Option(names = "--remove", description = "Remove the rule: the weights decide again.")
        private boolean remove;
    }

    @Override
    int run() throws InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
        if (!change.remove) {
            body.put("variant", change.variant);
        }
        String path = "/v1/models/" + ControlClient.part(model) + subject.path();
        out().println(VerbCommand.decided(server.client()
                .send(change.remove ? "DELETE" : "PUT", path, "application/json", body.toString())
                .body()));
        return DONE;
    }
}
