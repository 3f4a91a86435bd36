package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    private final StringWriter written = new StringWriter();
    private final Page page = new Page(new PrintWriter(written), new Terminal(20, 4));

    @Test
    void shouldGoBackOverWhatItDrewAndNoFurther() {
        page.draw(List.of("one", "two"));
        written.getBuffer().setLength(0);

        page.draw(List.of("three"));
        assertThat(written.toString()).startsWith("\u001b[2A\rthree");

        page.leave();
        written.getBuffer().setLength(0);
        page.draw(List.of("four"));
        assertThat(written.toString()).startsWith("four");
    }

    @Test
    void shouldDrawNoMoreLinesThanThereIsRoomFor() {
        page.draw(List.of("1", "2", "3", "4", "5"));

        assertThat(written.toString()).contains("2").contains("… 3 more lines").doesNotContain("4");
    }

    @Test
    void shouldBeginAnewOnATerminalOfAnotherSize() {
        page.draw(List.of("one", "two"));
        written.getBuffer().setLength(0);

        page.fit(new Terminal(20, 4));
        assertThat(written.toString()).isEmpty();

        page.fit(new Terminal(10, 3));
        page.draw(List.of("0123456789", "b"));
        assertThat(written.toString()).startsWith("\u001b[H\u001b[2J01234567…").doesNotContain("\u001b[2A");
    }

    @Test
    void shouldCountColumnsAndNotCharacters() {
        assertThat(TextWidth.of("模型")).isEqualTo(4);
        assertThat(TextWidth.of("e\u0301")).isEqualTo(1);
        assertThat(TextWidth.of("🚀 up")).isEqualTo(5);
        assertThat(TextWidth.padded("模", 4)).isEqualTo("模  ");
        assertThat(Terminal.cut("模型模型", 7)).isEqualTo("模型模…");
        assertThat(Terminal.cut("🚀🚀🚀", 5)).isEqualTo("🚀🚀…");
    }

    @Test
    void shouldCutALineByWhatIsSeenOfIt() {
        Terminal terminal = new Terminal(9, 24);

        assertThat(terminal.cut("12345678")).isEqualTo("12345678");
        assertThat(terminal.cut("123456789")).isEqualTo("1234567…");
        assertThat(terminal.cut(RED + "12345678" + RESET)).isEqualTo(RED + "12345678" + RESET);
        assertThat(terminal.cut(RED + "123456789" + RESET)).isEqualTo(RED + "1234567…" + RESET);
    }

    @Test
    void shouldReadRowsAndColumnsAndNothingElse() {
        assertThat(Terminal.size("24 80\n")).contains(new Terminal(80, 24));
        assertThat(Terminal.size("0 0")).isEmpty();
        assertThat(Terminal.size("stty: no terminal")).isEmpty();
    }
}
