package dev.weir.fieldchecks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldChecksTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void shouldSayLoudlyThatItChecksNothingWithoutData() {
        assertThat(FieldChecks.run(directory.toString(), out)).isZero();
        assertThat(FieldChecks.run(null, out)).isZero();
        assertThat(text())
                .contains("field checks SKIPPED: " + directory + " holds no facts.json")
                .contains("field checks SKIPPED: no folder of data is given");
    }

    @Test
    void shouldCountWhatDisagreesWithoutAnExplanation() {
        Findings findings = new Findings(Map.of("second", "it is another question"));
        findings.equal("first", 374L, 374L);
        findings.equal("second", "Pass", "High");
        findings.near("third", 0.0086, 0.008601, 0.01);
        findings.near("fourth", 0.0086, 0.0096, 0.01);
        assertThat(findings.print(out)).isEqualTo(1);
        assertThat(text())
                .contains("explained: it is another question")
                .contains("DISAGREES")
                .contains("4 checks, 2 agree, 1 explained, 1 disagree");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
