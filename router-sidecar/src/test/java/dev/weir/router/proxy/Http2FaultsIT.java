package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.proxy.Http2Upstream.Behaviour;
import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.selection.Reason;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Tables;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Variants that lie, reset and hang over HTTP/2, as baseline and as candidate. */
class Http2FaultsIT {

    private final RunningProxy proxy = new RunningProxy();
    private final HttpClient client = HttpClient.newHttpClient();
    private Http2Upstream liar;

    /** What a variant may do wrong once it has been asked. */
    enum Fault {
        LENGTH_TOO_LARGE(stream -> stream.head("200", "content-length", "100").data("{}", true)),
        LENGTH_TOO_SMALL(stream -> stream.head("200", "content-length", "1").data("{}", true)),
        LENGTH_NO_NUMBER(stream -> stream.head("200", "content-length", "many").data("{}", true)),
        RESET_AT_ONCE(stream -> stream.frame(Http2Upstream.RST_STREAM, 0, Http2Upstream.numbers(2))),
        RESET_IN_THE_BODY(stream -> stream.head("200", "content-type", "application/json")
                .data("{", false)
                .frame(Http2Upstream.RST_STREAM, 0, Http2Upstream.numbers(2))),
        CLOSED_AT_ONCE(Http2Upstream.Stream::close),
        CLOSED_IN_THE_BODY(stream -> stream.head("200", "content-type", "application/json")
                .data("{", false)
                .close()),
        GOING_AWAY(stream -> stream.frame(Http2Upstream.GOAWAY, 0, Http2Upstream.numbers(0, 2))
                .close()),
        NO_STATUS(stream -> stream.frame(
                Http2Upstream.HEADERS,
                Http2Upstream.END_HEADERS | Http2Upstream.END_STREAM,
                new Http2Bytes().header("x-a", "b").fields())),
        STATUS_NO_NUMBER(stream -> stream.head("good", "", "").data("{}", true)),
        BROKEN_COMPRESSION(stream ->
                stream.frame(Http2Upstream.HEADERS, Http2Upstream.END_HEADERS | Http2Upstream.END_STREAM, new byte[] {
                    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f
                })),
        NO_FRAMES(stream -> stream.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes()));

        private final Behaviour behaviour;

        Fault(Behaviour behaviour) {
            this.behaviour = behaviour;
        }
    }

    @AfterEach
    void stop() {
        proxy.awaitIdle();
        proxy.close();
        liar.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerBadGatewayForABaselineThatLiesAndFallBackFromACandidate(Fault fault) throws Exception {
        liar = new Http2Upstream(fault.behaviour);
        proxy.serve(
                ModelBuilder.model("lone")
                        .variant("v1", overHttp2(liar.address()))
                        .build(),
                ModelBuilder.model("m")
                        .variant("v1", proxy.upstream(request -> request.response()
                                .end("{}")))
                        .variant("v2", overHttp2(liar.address()))
                        .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        HttpResponse<String> answer = infer("lone");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        HttpResponse<String> fallback = infer("m");
        assertThat(fallback.statusCode()).isEqualTo(200);
        assertThat(fallback.headers().allValues("X-Weir-Variant")).containsExactly("v1");
        await().untilAsserted(() -> assertThat(proxy.calls).hasSize(3));
        assertThat(proxy.calls.subList(0, 2)).allSatisfy(call -> {
            assertThat(call.outcome()).isEqualTo(Outcome.ERROR);
            assertThat(call.errorCode()).isIn("ConnectionReset", "BadAnswer");
        });
        assertThat(proxy.calls.get(2).reason()).isEqualTo(Reason.FALLBACK);
    }

    @Test
    void shouldAnswerGatewayTimeoutForAVariantThatHangsBeforeItsAnswerOrInIt() throws Exception {
        Map<String, Behaviour> hanging = Map.of(
                "before",
                stream -> {},
                "with a body and no head",
                stream -> stream.data("{}", true),
                "in",
                stream -> stream.head("200", "content-type", "application/json").data("{", false));
        for (Map.Entry<String, Behaviour> behaviour : hanging.entrySet()) {
            liar = new Http2Upstream(behaviour.getValue());
            RunningProxy other = behaviour.getKey().equals("in") ? proxy : new RunningProxy();
            other.serve(ModelBuilder.model("lone")
                    .timeout(Duration.ofMillis(1_500))
                    .variant("v1", overHttp2(liar.address()))
                    .build());
            HttpResponse<String> answer =
                    client.send(request(other.uri("/v2/models/lone/infer")), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(behaviour.getKey()).isEqualTo(504);
            await().untilAsserted(() ->
                    assertThat(other.calls).extracting(Call::errorCode).containsExactly("Timeout"));
            other.awaitIdle();
            if (other != proxy) {
                other.close();
                liar.close();
            }
        }
    }

    private static VariantAddress overHttp2(URI address) {
        return new VariantAddress(address, null, null, true, null, null);
    }

    private HttpResponse<String> infer(String model) throws Exception {
        return client.send(request(proxy.uri("/v2/models/" + model + "/infer")), BodyHandlers.ofString());
    }

    private static HttpRequest request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString("{}"))
                .build();
    }
}
