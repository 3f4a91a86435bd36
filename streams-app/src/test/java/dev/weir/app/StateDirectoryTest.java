package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void shouldGiveTheNextProcessTheNameOfTheOneBefore() {
        String name = StateDirectory.instance(directory);
        assertThat(name).matches("[0-9a-f-]{36}");
        assertThat(StateDirectory.instance(directory)).isEqualTo(name);
    }

    @Test
    void shouldGiveEachDirectoryANameOfItsOwn() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        assertThat(StateDirectory.instance(other)).isNotEqualTo(StateDirectory.instance(directory));
    }

    @Test
    void shouldNameAnewWhereTheFileHoldsNoName() throws IOException {
        Files.writeString(directory.resolve("instance-id"), "\0\0\0");
        String name = StateDirectory.instance(directory);
        assertThat(name).matches("[0-9a-f-]{36}");
        assertThat(StateDirectory.instance(directory)).isEqualTo(name);
    }

    @Test
    void shouldSayWhatToDoWhereItIsAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> StateDirectory.prepare(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not a directory; name another in the settings or in WEIR_STREAMS_STATE_DIR");
    }
}
