package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsedClassesTest {

    @Test
    void shouldNameClassesThatAreThere() throws Exception {
        // Those of the JDK itself differ between its versions; of the libraries none may be missing.
        assertThat(RehearsedClasses.load()).allSatisfy(name -> assertThat(name).doesNotStartWith("org.apache."));
        assertThat(RehearsedClasses.load()).hasSizeLessThan(20);
    }
}
