package dev.weir.cli;

import dev.weir.rollout.Decision;
import java.net.URI;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which control plane a command speaks to, and as whom. */
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:WEIR_SERVER:-http://127.0.0.1:8080}",
            description = "Control plane; WEIR_SERVER sets it too (default: ${DEFAULT-VALUE}).")
    private URI server;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "${env:WEIR_USER:-${sys:user.name}}",
            description = "Who asks, for the decision log; WEIR_USER sets it too (default: ${DEFAULT-VALUE}).")
    private String user;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:WEIR_TOKEN}",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description =
                    "Token, where the control plane asks for one; better in WEIR_TOKEN, which no list of processes shows.")
    private String token;

    ControlClient client() {
        if (server.getHost() == null
                || server.getScheme() == null
                || !server.getScheme().matches("https?")) {
            throw CommandFailure.misuse(
                    "--server " + server + " is no address; write for example http://127.0.0.1:8080");
        }
        // The name of the judge itself: an account of that name, as in a container, is nobody in particular.
        return new ControlClient(server, Decision.WEIR.equals(user) ? "api" : user, token);
    }
}
