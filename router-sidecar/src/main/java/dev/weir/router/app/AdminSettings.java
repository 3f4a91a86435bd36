package dev.weir.router.app;

import dev.weir.router.admin.Access;
import dev.weir.router.http.ServerTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The section {@code admin} of a sidecar's file: how the admin port is spoken to, and by whom.
 *
 * @param tls       its PEM files; null for plain HTTP
 * @param token     bearer token that requests must carry; null where none need one
 * @param tokenFile file with such tokens, one a line, any of which will do; read at the start and again on SIGHUP
 * @param open      what may be asked without a token even so; default {@code [health]}
 */
public record AdminSettings(ServerTls tls, String token, Path tokenFile, List<Access.Area> open) {

    public AdminSettings {
        open = open == null ? List.of(Access.Area.HEALTH) : List.copyOf(open);
        if (token != null && token.isBlank()) {
            throw new IllegalArgumentException("token is empty; write a long random text, or leave the key out");
        }
    }

    AdminSettings withToken(String other) {
        return new AdminSettings(tls, other, tokenFile, open);
    }

    /**
     * Returns who may ask, with the tokens as the file has them now.
     *
     * @throws IllegalArgumentException if the file cannot be read, or has no token
     */
    Access access() {
        List<String> tokens = new ArrayList<>();
        if (token != null) {
            tokens.add(token.strip());
        }
        if (tokenFile != null) {
            tokens.addAll(TokenFile.read(tokenFile));
        }
        return new Access(tokens, Set.copyOf(open));
    }

    /** Says whether there is a token, and not which. */
    @Override
    public String toString() {
        return "AdminSettings[tls=" + tls + ", token=" + (token == null ? "none" : "set") + ", tokenFile=" + tokenFile
                + ", open=" + open + "]";
    }
}
