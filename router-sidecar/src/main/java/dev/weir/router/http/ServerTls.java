package dev.weir.router.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;

/**
 * The PEM files by which a server speaks TLS.
 *
 * @param cert     its certificate, and those up to the root's where there are any between
 * @param key      private key of the certificate, not encrypted
 * @param clientCa certificates of which one must have signed the client's; null to ask clients for none
 */
public record ServerTls(Path cert, Path key, Path clientCa) {

    public ServerTls {
        if (cert == null || key == null) {
            throw new IllegalArgumentException((cert == null ? "cert" : "key")
                    + " is missing; write two PEM files, e.g. { cert: server.crt, key: server.key }");
        }
    }

    /**
     * Reads the files as they are now.
     *
     * @throws IllegalArgumentException if one cannot be used, naming it and what is wrong
     */
    public void check() {
        PemFiles.checkPair(cert, key);
        if (clientCa != null) {
            PemFiles.checkCertificates(clientCa);
        }
    }

    /** Puts this into the options of a server, which then speaks TLS, and returns them. */
    public HttpServerOptions applyTo(HttpServerOptions options) {
        options.setSsl(true).setKeyCertOptions(PemFiles.pair(cert, key));
        return clientCa == null
                ? options
                : options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(clients());
    }

    /** Returns the same for a server that runs, to be given to its {@code updateSSLOptions}. */
    public ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(PemFiles.pair(cert, key));
        return clientCa == null
                ? options
                : options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(clients());
    }

    private PemTrustOptions clients() {
        return new PemTrustOptions().addCertPath(clientCa.toString());
    }
}
