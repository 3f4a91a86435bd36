package dev.weir.router.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.X509KeyManager;

/** Looks into PEM files before they are used, since TLS itself would only fail at the first handshake. */
final class PemFiles {

    private static final byte[] PROBE = "a key and its certificate".getBytes(StandardCharsets.US_ASCII);

    private PemFiles() {}

    static PemKeyCertOptions pair(Path cert, Path key) {
        return new PemKeyCertOptions().addCertPath(cert.toString()).addKeyPath(key.toString());
    }

    /** Refuses a file that holds no certificate. */
    static void checkCertificates(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                throw new IllegalArgumentException(file + " holds no certificate; it must be PEM, BEGIN CERTIFICATE");
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    file + " holds no certificate; it must be PEM, BEGIN CERTIFICATE (" + e.getMessage() + ")", e);
        }
    }

    /** Refuses two files that are no certificate and key, or that do not belong together. */
    static void checkPair(Path cert, Path key) {
        checkCertificates(cert);
        if (!Files.isReadable(key)) {
            throw new IllegalArgumentException((Files.exists(key) ? "cannot be read: " : "no such file: ") + key);
        }
        try {
            // By what is in them, which Vert.x reads without an instance of itself.
            PemKeyCertOptions pair = new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(Files.readAllBytes(cert)))
                    .addKeyValue(Buffer.buffer(Files.readAllBytes(key)));
            KeyStore store = pair.loadKeyStore(null);
            String alias = store.aliases().nextElement();
            // By the key manager, since only Vert.x knows the password under which it stores the key.
            if (pair.getKeyManagerFactory(null).getKeyManagers()[0] instanceof X509KeyManager keys
                    && !belong(
                            keys.getPrivateKey(alias),
                            store.getCertificate(alias).getPublicKey())) {
                throw new IllegalArgumentException(key + " is not the key of the first certificate in " + cert);
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            // Exception, since Vert.x throws whatever the parsing of PEM meets.
            throw new IllegalArgumentException(
                    key
                            + " holds no private key that can be read; it must be PEM and not encrypted, BEGIN PRIVATE KEY ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
