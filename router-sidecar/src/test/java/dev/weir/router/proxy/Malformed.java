package dev.weir.router.proxy;

import com.google.protobuf.DynamicMessage;
import dev.weir.router.proxy.protocol.InferenceProto;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests that nobody should send, made from one seed: what is drawn is the same in every run. */
final class Malformed {

    private static final List<String> METHODS = List.of(
            "GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "TRACE", "PRI", "p\u00f6st", "", "G\tT", "XYZZY");
    private static final List<String> PATHS = List.of(
            "/v2/models/m/infer",
            "/v2/models/m/versions/1/infer",
            "/v1/models/t:predict",
            "/v1/chat/completions",
            "/invocations",
            "/inference.GRPCInferenceService/ModelInfer",
            "/v2/models/%00/infer",
            "/v2/models/%zz/infer",
            "/v2/models/../m/infer",
            "//v2//models//m//infer",
            "/v2/models/" + "m".repeat(17_000) + "/infer",
            "*",
            "",
            "http://a:b:c/v2",
            "/\u0001");
    private static final List<String> VERSIONS =
            List.of("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1", "http/1.1", "", "HTTP/1.1 x");
    private static final List<String> HEADERS = List.of(
            "Host: a",
            "Host: b",
            "Content-Length: 2",
            "Content-Length: 200",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Content-Length: 2, 2",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: chunked, chunked",
            "Connection: close, X-Request-Id, Host",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__",
            "Expect: 100-continue",
            "Expect: tea",
            "X-Weir-Model: m",
            "X-Weir-Model: \u00ff",
            "X-Request-Id: " + "r".repeat(300),
            "X-Request-Id: a\u0000b",
            "Content-Type: application/json",
            "Content-Type: application/grpc",
            "Content-Encoding: gzip",
            "Cookie: =;;;=a=b",
            "traceparent: 00-zz-zz-01",
            "X-User-Id: \u00e9\u00e8",
            "no colon here",
            ": empty name",
            " folded: yes",
            "X: " + "y".repeat(33_000));
    private static final List<String> BODIES = List.of(
            "{}",
            "{\"model\":\"c\"}",
            "{\"model\":{}}",
            "{\"id\":\"\\ud800\"}",
            "{\"inputs\":[NaN,Infinity,1e999]}",
            "[".repeat(3_000),
            "{\"a\":".repeat(2_000),
            "\"",
            "\u0000\u0001\u0002",
            "2\r\n{}\r\n0\r\n\r\n",
            "ffffffffffffffff\r\n{}\r\n",
            "2\r\n{}garbage",
            "0\r\nX: y\r\n\r\n");

    private final Random random;

    Malformed(long seed) {
        random = new Random(seed);
    }

    /** Returns the bytes of one connection. */
    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> noise(random.nextInt(400));
            case 1 -> mutated(valid().getBytes(StandardCharsets.ISO_8859_1));
            case 2 -> mutated(http2());
            case 3 -> cut(valid().getBytes(StandardCharsets.ISO_8859_1));
            default -> assembled().getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    private String assembled() {
        StringBuilder request = new StringBuilder();
        for (int requests = 1 + random.nextInt(2); requests > 0; requests--) {
            request.append(one(METHODS))
                    .append(' ')
                    .append(one(PATHS))
                    .append(' ')
                    .append(one(VERSIONS));
            request.append("\r\n");
            for (int headers = random.nextInt(7); headers > 0; headers--) {
                request.append(one(HEADERS)).append(random.nextInt(20) == 0 ? "\n" : "\r\n");
            }
            request.append("\r\n").append(one(BODIES));
        }
        return request.toString();
    }

    private String valid() {
        String body = one(BODIES);
        return "POST " + PATHS.get(random.nextInt(5)) + " HTTP/1.1\r\nHost: a\r\nX-Weir-Model: f\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    /** A connection of HTTP/2 with one gRPC call. */
    private byte[] http2() {
        DynamicMessage request = InferenceProto.request("m", "1", noise(20));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {0, 0, 0, 0, (byte) request.getSerializedSize()});
        message.writeBytes(request.toByteArray());
        return new Http2Bytes()
                .header(":method", "POST")
                .header(":scheme", "http")
                .header(":path", "/inference.GRPCInferenceService/ModelInfer")
                .header(":authority", "a")
                .header("content-type", random.nextBoolean() ? "application/grpc" : "application/json")
                .header("te", "trailers")
                .request(message.toByteArray());
    }

    private byte[] mutated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        double rate = random.nextDouble() * 0.05;
        for (byte next : bytes) {
            if (random.nextDouble() >= rate) {
                out.write(next);
                continue;
            }
            switch (random.nextInt(4)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 -> out.writeBytes(new byte[] {next, next});
                case 2 -> out.writeBytes(noise(random.nextInt(8)));
                default -> {
                    // Left out.
                }
            }
        }
        return out.toByteArray();
    }

    private byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
