package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** A command that lists records of a model, as the control plane has them: one command for each kind there is. */
abstract class ListCommand extends WeirCommand {
    /** What can be listed; a constant's name in small letters is the command, the list in the answer, and its path. */
    interface Kind {
        String name();

        /** What the command does, as its help says it. */
        String description();

        /** What follows the model in the example of the help. */
        String example();

        default String list() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    @Mixin
    private ServerOptions server;

    @Mixin
    private Figures figures;

    @Mixin
    private LatestOptions latest;

    ListCommand(Kind kind) {
        this.kind = kind;
    }

    /** The commands of kinds, in their order. */
    static <K extends Kind> List<CommandLine> each(K[] kinds, Function<K, ListCommand> command) {
        return Arrays.stream(kinds)
                .map(kind -> {
                    CommandSpec spec =
                            CommandSpec.forAnnotatedObject(command.apply(kind)).name(kind.list());
                    spec.usageMessage()
                            .description(kind.description())
                            .footer("", "Example: weir " + kind.list() + " digits " + kind.example());
                    return new CommandLine(spec);
                })
                .toList();
    }

    /** The control plane that is asked. */
    final ControlClient client() {
        return server.client();
    }

    /** The form in which figures are printed. */
    final Figures figures() {
        return figures;
    }

    /** The model that was named, as a part of a path or query. */
    final String encodedModel() {
        return latest.encodedModel();
    }

    /** The answer with the latest records; more of the query begins with {@code &}. */
    final JsonNode answer(ControlClient client, String moreOfQuery) throws InterruptedException {
        return client.get(latest.path(kind.list()) + moreOfQuery).body();
    }
}
