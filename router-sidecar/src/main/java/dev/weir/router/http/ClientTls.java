package dev.weir.router.http;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;

/**
 * How a client speaks TLS to a server whose address begins with https.
 *
 * @param ca         PEM file of certificates of which one must have signed the server's; null for those the JVM trusts
 * @param cert       PEM file of the client's own certificate; null to show none
 * @param key        PEM file of its private key, not encrypted; null exactly where {@code cert} is
 * @param verifyHost whether the server's certificate must be of the host that was asked; default true
 */
public record ClientTls(Path ca, Path cert, Path key, Boolean verifyHost) {

    /** What the JVM trusts, and no certificate of one's own. */
    public static final ClientTls DEFAULT = new ClientTls(null, null, null, null);

    public ClientTls {
        if ((cert == null) != (key == null)) {
            throw new IllegalArgumentException((cert == null ? "cert" : "key")
                    + " is missing; write both PEM files, e.g. { cert: client.crt, key: client.key }, or neither");
        }
        verifyHost = verifyHost == null || verifyHost;
    }

    /**
     * Reads the files as they are now.
     *
     * @throws IllegalArgumentException if one cannot be used, naming it and what is wrong
     */
    public void check() {
        if (cert != null) {
            PemFiles.checkPair(cert, key);
        }
        if (ca != null) {
            PemFiles.checkCertificates(ca);
        }
    }

    /** Puts this into the options of a client that speaks TLS, and returns them. */
    public HttpClientOptions applyTo(HttpClientOptions options) {
        options.setVerifyHost(verifyHost);
        if (ca != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        }
        if (cert != null) {
            options.setKeyCertOptions(PemFiles.pair(cert, key));
        }
        return options;
    }
}
