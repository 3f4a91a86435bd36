package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on metrics, the runbook and the alert rules beside the sources. */
class MetricsPageTest {
    private static final Path ROOT = Path.of("..", "..");

    /** What makes a meter, with its name. */
    private static final Pattern MADE = Pattern.compile(
            "(?:builder|counter|gauge|timer|MeterFamily|gauges\\s*\\.of|EVENTS =)\\s*\\(?\\s*\"(weir[._][a-z._]+)\"");

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(weir_[a-z_]+)");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

    @Test
    void shouldDocumentEveryMeterOfBothProgramsAndNoOther() throws IOException {
        Set<String> made = new TreeSet<>();
        for (String module : new String[] {"streams-app", "router-sidecar"}) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                sources.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> all(MADE, text(file)).forEach(name -> made.add(name.replace('.', '_'))));
            }
        }
        Set<String> documented = new TreeSet<>();
        all(DOCUMENTED, text(ROOT.resolve("docs/metrics.md")))
                .forEach(name -> documented.add(name.replaceAll("_(total|seconds|bytes)$", "")));
        Set<String> families = new TreeSet<>();
        made.stream().filter(name -> name.endsWith("_")).forEach(families::add);
        made.removeAll(families);
        Set<String> names = new TreeSet<>();
        made.forEach(name -> names.add(name.replaceAll("_(total|seconds|bytes)$", "")));

        assertThat(made).hasSizeGreaterThan(50);
        assertThat(documented).containsAll(names);
        assertThat(families).allSatisfy(family -> assertThat(documented).anyMatch(name -> name.startsWith(family)));
        assertThat(documented)
                .allMatch(name -> names.contains(name) || families.stream().anyMatch(name::startsWith));
    }

    @Test
    void shouldTellOnCallWhatToDoAboutEveryAlertRule() {
        String rules = text(ROOT.resolve("deploy/prometheus/rules/weir.yml"));
        String runbook = text(ROOT.resolve("docs/runbook.md"));
        String tests = text(ROOT.resolve("deploy/prometheus/rules/weir_test.yml"));

        assertThat(all(ALERT, rules)).hasSizeGreaterThan(10).allSatisfy(alert -> {
            assertThat(rules).contains("docs/runbook.md#" + alert.toLowerCase(Locale.ROOT));
            assertThat(runbook).contains("\n### " + alert + "\n");
            assertThat(tests).contains("alertname: " + alert);
        });
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
