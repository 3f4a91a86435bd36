package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WeirTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldOfferEveryCommandWithHelpThatShowsAnExample() {
        assertThat(Weir.commandLine().getSubcommands().keySet()).contains("demo", "sidecar", "completion");
        for (String command : Weir.commandLine().getSubcommands().keySet()) {
            out.getBuffer().setLength(0);
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(out.toString()).as(command).contains("Usage: weir " + command);
        }
    }

    @Test
    void shouldTellWrongUseFromFailureByItsExitCode() {
        assertThat(run("demo", "--no-such-option")).isEqualTo(2);
        assertThat(run("demo", "--rate", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--rate must be above 0");
        assertThat(run("demo", "--rollout", "no-such-file.yaml")).isEqualTo(1);
        assertThat(err.toString())
                .contains("weir: there is no file no-such-file.yaml")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldSayItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("weir \\d+\\.\\d+\\.\\d+.*\\R");
    }

    @Test
    void shouldWriteACompletionScriptForTheShell() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_weir");
    }

    private int run(String... arguments) {
        CommandLine weir = Weir.commandLine();
        weir.setOut(new PrintWriter(out, true));
        weir.setErr(new PrintWriter(err, true));
        return weir.execute(arguments);
    }
}
