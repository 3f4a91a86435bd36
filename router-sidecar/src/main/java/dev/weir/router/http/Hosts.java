package dev.weir.router.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;

/** The Host of a request: one of HTTP/1.1 has exactly one, and whatever has one must be answered 400 where it names no host (RFC 9112, 3.2). */
final class Hosts {

    private Hosts() {}

    /** Returns what is wrong with a request's Host; null for nothing. */
    static MalformedException fault(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1 && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return new MalformedException(
                    400, "the request has " + hosts.size() + " Host headers, must have one (RFC 9112, 3.2)");
        }
        for (String host : hosts) {
            if (!host.isEmpty() && !isHost(host)) {
                return new MalformedException(
                        400, "the Host header names no host; write NAME or NAME:PORT (RFC 9112, 3.2)");
            }
        }
        return null;
    }

    /** Returns whether a text names a host, by Vert.x, which asks for it again later, and fails on some texts that are none. */
    static boolean isHost(String text) {
        try {
            return HostAndPort.parseAuthority(text, -1) != null;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }
}
