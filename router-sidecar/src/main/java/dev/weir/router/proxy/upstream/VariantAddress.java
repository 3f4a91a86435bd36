package dev.weir.router.proxy.upstream;

import dev.weir.router.http.ClientTls;
import java.net.URI;
import java.util.Objects;

/**
 * Where a variant is, and how it is spoken to. A file writes the address alone, or a block with these fields.
 *
 * @param url   its HTTP address; what it has for a path is put before the path of each request
 * @param grpc  address of its gRPC server; default {@code url}
 * @param model name by which this variant's server knows the model; null for the one the request has
 * @param http2 whether requests that are not of gRPC go by HTTP/2 too; default false
 * @param price what its tokens cost; null to count tokens themselves as the cost
 * @param tls   how an address that begins with https is spoken to; default by what the JVM trusts
 */
public record VariantAddress(URI url, URI grpc, String model, Boolean http2, TokenPrice price, ClientTls tls) {

    /**
     * What the tokens of a language model cost, in any one currency.
     *
     * @param input  price of a million tokens of the request, 0 or more; default 0
     * @param output price of a million tokens of the answer, 0 or more; default 0
     */
    public record TokenPrice(Double input, Double output) {

        private static final double TOKENS = 1_000_000;

        public TokenPrice {
            input = input == null ? 0 : input;
            output = output == null ? 0 : output;
            if (!(input >= 0 && output >= 0) || Double.isInfinite(input + output)) {
                throw new IllegalArgumentException("price of tokens is " + input + " and " + output
                        + ", must be 0 or more for a million, e.g. { input: 0.15, output: 0.60 }");
            }
        }

        /** Returns what an answer cost. */
        public double of(long inputTokens, long outputTokens) {
            return (input * inputTokens + output * outputTokens) / TOKENS;
        }
    }

    public VariantAddress {
        if (url == null) {
            throw new IllegalArgumentException("url is missing; write e.g. { url: \"http://127.0.0.1:9001\" }");
        }
        checkQuery(url);
        grpc = grpc == null ? url : grpc;
        checkQuery(grpc);
        http2 = http2 != null && http2;
        tls = Objects.requireNonNullElse(tls, ClientTls.DEFAULT);
        if (model != null && model.isBlank()) {
            throw new IllegalArgumentException(
                    "model is empty; write the name this variant's server knows, or nothing");
        }
    }

    /** Returns the variant at an HTTP address, with everything else as it is by default. */
    public static VariantAddress of(URI url) {
        return new VariantAddress(url, null, null, null, null, null);
    }

    private static void checkQuery(URI address) {
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "\"" + address + "\" has more than a path; leave out what begins with ? or #");
        }
    }
}
