package dev.weir.local.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.cli.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command answers that needs nothing but its arguments. */
final class CommandLineAnswer {
    private CommandLineAnswer() {}

    static JsonNode of(String... arguments) throws IOException {
        StringWriter out = new StringWriter();
        CommandLine weir =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("weir"));
        Commands.all().forEach(weir::addSubcommand);
        assertThat(weir.setOut(new PrintWriter(out, true)).execute(arguments)).isZero();
        return new ObjectMapper().readTree(out.toString());
    }
}
