package dev.weir.router.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static SelfSignedCertificate one;
    private static SelfSignedCertificate other;

    @TempDir
    private Path directory;

    @BeforeAll
    static void make() {
        one = SelfSignedCertificate.create("localhost");
        other = SelfSignedCertificate.create("localhost");
    }

    @AfterAll
    static void delete() {
        one.delete();
        other.delete();
    }

    @Test
    void shouldTakeACertificateWithItsKey() {
        assertThatCode(() -> new ServerTls(cert(one), key(one), cert(other)).check())
                .doesNotThrowAnyException();
        assertThatCode(() -> new ClientTls(cert(other), cert(one), key(one), true).check())
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAKeyThatBelongsToAnotherCertificate() {
        assertThatThrownBy(() -> new ServerTls(cert(one), key(other), null).check())
                .hasMessage(key(other) + " is not the key of the first certificate in " + cert(one));
    }

    @Test
    void shouldNameTheFileThatCannotBeUsed() throws IOException {
        Path none = directory.resolve("none.pem");
        Path text = Files.writeString(directory.resolve("text.pem"), "hello");
        assertThatThrownBy(() -> new ServerTls(none, key(one), null).check()).hasMessage("no such file: " + none);
        assertThatThrownBy(() -> new ServerTls(cert(one), none, null).check()).hasMessage("no such file: " + none);
        assertThatThrownBy(() -> new ServerTls(cert(one), text, null).check())
                .hasMessageStartingWith(text + " holds no private key that can be read");
        assertThatThrownBy(() -> new ServerTls(cert(one), key(one), text).check())
                .hasMessageStartingWith(text + " holds no certificate");
        assertThatThrownBy(() -> new ClientTls(text, null, null, null).check())
                .hasMessageStartingWith(text + " holds no certificate");
    }

    @Test
    void shouldWantACertificateAndItsKeyTogether() {
        assertThatThrownBy(() -> new ServerTls(cert(one), null, null)).hasMessageStartingWith("key is missing");
        assertThatThrownBy(() -> new ClientTls(null, null, key(one), null)).hasMessageStartingWith("cert is missing");
    }

    private static Path cert(SelfSignedCertificate certificate) {
        return Path.of(certificate.certificatePath());
    }

    private static Path key(SelfSignedCertificate certificate) {
        return Path.of(certificate.privateKeyPath());
    }
}
