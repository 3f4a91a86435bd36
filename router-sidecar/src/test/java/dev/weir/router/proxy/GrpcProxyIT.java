package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DynamicMessage;
import dev.weir.router.proxy.protocol.InferenceProto;
import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.report.Call;
import dev.weir.router.report.Call.Outcome;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.report.Call.Role;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.Reason;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Tables;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** gRPC through the proxy: grpc-java's client on one side, its server on the other. */
class GrpcProxyIT {

    private static final Metadata.Key<String> MODEL = Metadata.Key.of("x-weir-model", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> VARIANT =
            Metadata.Key.of("x-weir-variant", Metadata.ASCII_STRING_MARSHALLER);

    private final RunningProxy proxy = new RunningProxy();
    private final List<GrpcVariant> variants = new ArrayList<>();
    private ManagedChannel channel;

    @AfterEach
    void stop() throws Exception {
        if (channel != null) {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
        variants.forEach(GrpcVariant::close);
        proxy.awaitIdle();
        proxy.close();
    }

    @Test
    void shouldPassAUnaryCallWithItsTrailersAndReadThePrediction() {
        GrpcVariant variant = serve(GrpcProxyIT::label);
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        Channel observed =
                ClientInterceptors.intercept(channel, MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
        DynamicMessage answer = ClientCalls.blockingUnaryCall(
                observed, GrpcVariant.INFER, CallOptions.DEFAULT, InferenceProto.request("m", "id-1", new byte[0]));
        assertThat(answer).isEqualTo(answer("id-1"));
        assertThat(headers.get().get(VARIANT)).isEqualTo("v1");
        assertThat(headers.get().get(REQUEST_ID)).isNotBlank();
        assertThat(trailers.get().get(GrpcVariant.TRAILER)).isEqualTo("done");
        assertThat(variant.seen.get(0).get(REQUEST_ID)).isEqualTo(headers.get().get(REQUEST_ID));
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::outcome, Call::errorCode, Call::prediction)
                .containsExactly(
                        tuple("v1", Outcome.OK, null, new Prediction("positive", null, null, "positive", null))));
    }

    @Test
    void shouldTellAnErrorByItsStatusInTheTrailersOfAnAnswerWithoutABody() throws Exception {
        serve((request, answers) -> answers.onError(statusOf(request)));
        for (String code : List.of("UNAVAILABLE", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED")) {
            StatusRuntimeException failure = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(
                            channel,
                            GrpcVariant.INFER,
                            CallOptions.DEFAULT,
                            InferenceProto.request("m", code, new byte[0])));
            assertThat(failure.getStatus().getCode().name()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription()).isEqualTo("boom \u00e4 100%");
            assertThat(failure.getTrailers().get(GrpcVariant.TRAILER)).isEqualTo("why");
        }
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::outcome, Call::errorCode)
                .containsExactly(
                        tuple(Outcome.ERROR, "UNAVAILABLE"),
                        tuple(Outcome.OK, null),
                        tuple(Outcome.TIMEOUT, "DEADLINE_EXCEEDED")));
    }

    /** The server sends the next message only when the one before has arrived, and the status after the last. */
    @Test
    void shouldPassAStreamMessageByMessageInBothDirections() throws Exception {
        serve(GrpcProxyIT::label);
        BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        StreamObserver<DynamicMessage> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(GrpcVariant.STREAM, CallOptions.DEFAULT), into(arrived));
        for (int i = 0; i < 5; i++) {
            requests.onNext(InferenceProto.request("m", "id-" + i, new byte[0]));
            DynamicMessage answer = (DynamicMessage) arrived.poll(20, TimeUnit.SECONDS);
            assertThat(InferenceProto.responseOf(answer)).isEqualTo(answer("id-" + i));
        }
        assertThat(proxy.calls).isEmpty();
        requests.onCompleted();
        assertThat(arrived.poll(20, TimeUnit.SECONDS)).isEqualTo("completed");
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(
                        Call::variant, Call::outcome, call -> call.prediction().text())
                .containsExactly(tuple("v1", Outcome.OK, "positive".repeat(5))));
    }

    @Test
    void shouldPassTheStatusAtTheEndOfAStream() throws Exception {
        serve((request, answers) -> {
            if (InferenceProto.idOf(request).equals("DATA_LOSS")) {
                answers.onError(statusOf(request));
            } else {
                label(request, answers);
            }
        });
        BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        StreamObserver<DynamicMessage> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(GrpcVariant.STREAM, CallOptions.DEFAULT), into(arrived));
        requests.onNext(InferenceProto.request("m", "1", new byte[0]));
        assertThat(arrived.poll(20, TimeUnit.SECONDS)).isInstanceOf(DynamicMessage.class);
        requests.onNext(InferenceProto.request("m", "DATA_LOSS", new byte[0]));
        assertThat(arrived.poll(20, TimeUnit.SECONDS)).isEqualTo(Status.Code.DATA_LOSS);
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::outcome, Call::errorCode)
                .containsExactly(tuple(Outcome.ERROR, "DATA_LOSS")));
    }

    @Test
    void shouldStreamManyAnswersToOneRequest() throws Exception {
        int count = 2_000;
        serve((request, answers) -> {
            for (int i = 0; i < count; i++) {
                label(request, answers);
            }
        });
        MethodDescriptor<DynamicMessage, DynamicMessage> serverStream = GrpcVariant.STREAM.toBuilder()
                .setType(MethodType.SERVER_STREAMING)
                .build();
        Iterator<DynamicMessage> answers = ClientCalls.blockingServerStreamingCall(
                channel, serverStream, CallOptions.DEFAULT, InferenceProto.request("m", "1", new byte[0]));
        int arrived = 0;
        while (answers.hasNext()) {
            assertThat(InferenceProto.responseOf(answers.next())).isEqualTo(answer("1"));
            arrived++;
        }
        assertThat(arrived).isEqualTo(count);
    }

    @Test
    void shouldTakeTheModelFromTheMetadataBeforeTheMessage() throws Exception {
        serve(GrpcProxyIT::label);
        Metadata metadata = new Metadata();
        metadata.put(MODEL, "m");
        Channel named = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
        assertThat(ClientCalls.blockingUnaryCall(
                        named,
                        GrpcVariant.INFER,
                        CallOptions.DEFAULT,
                        InferenceProto.request("other", "1", new byte[0])))
                .isEqualTo(answer("1"));
    }

    @Test
    void shouldAnswerNotFoundInGrpcsOwnWordsForAModelItDoesNotServe() throws Exception {
        serve(GrpcProxyIT::label);
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel,
                        GrpcVariant.INFER,
                        CallOptions.DEFAULT,
                        InferenceProto.request("none", "1", new byte[0])));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure.getStatus().getDescription())
                .isEqualTo("no model none; this sidecar serves [m] by open-inference");
        assertThat(proxy.calls).isEmpty();
    }

    @Test
    void shouldFallBackToTheBaselineWhenTheCandidateIsDown() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", variant(GrpcProxyIT::label).address())
                .variant("v2", RunningProxy.nobody())
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.weighted(4, 10_000, "s"));
        connect();
        assertThat(ClientCalls.blockingUnaryCall(
                        channel, GrpcVariant.INFER, CallOptions.DEFAULT, InferenceProto.request("m", "1", new byte[0])))
                .isEqualTo(answer("1"));
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::reason, Call::outcome, Call::errorCode)
                .containsExactly(
                        tuple("v2", Reason.WEIGHT, Outcome.ERROR, "ConnectionRefused"),
                        tuple("v1", Reason.FALLBACK, Outcome.OK, null)));
    }

    @Test
    void shouldAnswerUnavailableWhenTheBaselineIsDownAndDeadlineExceededWhenItHangs() throws Exception {
        proxy.serve(
                ModelBuilder.model("down").variant("v1", RunningProxy.nobody()).build(),
                ModelBuilder.model("slow")
                        .timeout(Duration.ofSeconds(2))
                        .variant("v1", variant((request, answers) -> {}).address())
                        .build());
        connect();
        assertThat(statusFor("down")).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(statusFor("slow")).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        await().untilAsserted(() ->
                assertThat(proxy.calls).extracting(Call::outcome).containsExactly(Outcome.ERROR, Outcome.TIMEOUT));
    }

    @Test
    void shouldGiveTheVariantItsOwnNameForTheModel() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        URI address = variant((request, answers) -> {
                    asked.complete(InferenceProto.modelOf(request));
                    label(request, answers);
                })
                .address();
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", new VariantAddress(RunningProxy.nobody(), address, "m-2024", null, null, null))
                .build());
        connect();
        ClientCalls.blockingUnaryCall(
                channel, GrpcVariant.INFER, CallOptions.DEFAULT, InferenceProto.request("m", "1", new byte[1_000]));
        assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo("m-2024");
    }

    @Test
    void shouldCopyAUnaryCallToTheShadow() throws Exception {
        proxy.serve(ModelBuilder.model("m")
                .variant("v1", variant(GrpcProxyIT::label).address())
                .variant("v2", variant(GrpcProxyIT::label).address())
                .build());
        proxy.image = RouteImage.EMPTY.with(Tables.mirrored(4, new Mirror("v2", 10_000)));
        connect();
        ClientCalls.blockingUnaryCall(
                channel, GrpcVariant.INFER, CallOptions.DEFAULT, InferenceProto.request("m", "1", new byte[0]));
        await().untilAsserted(() -> assertThat(proxy.calls)
                .extracting(Call::variant, Call::role, Call::outcome, call -> call.prediction()
                        .label())
                .containsExactlyInAnyOrder(
                        tuple("v1", Role.SERVED, Outcome.OK, "positive"),
                        tuple("v2", Role.SHADOW, Outcome.OK, "positive")));
        assertThat(proxy.calls.get(0).assignment()).isEqualTo(proxy.calls.get(1).assignment());
    }

    @Test
    void shouldEndTheVariantsStreamWhenTheUserCancels() throws Exception {
        GrpcVariant variant = serve(GrpcProxyIT::label);
        BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        ClientCall<DynamicMessage, DynamicMessage> call = channel.newCall(GrpcVariant.STREAM, CallOptions.DEFAULT);
        StreamObserver<DynamicMessage> requests = ClientCalls.asyncBidiStreamingCall(call, into(arrived));
        requests.onNext(InferenceProto.request("m", "1", new byte[0]));
        assertThat(arrived.poll(20, TimeUnit.SECONDS)).isInstanceOf(DynamicMessage.class);
        call.cancel("enough", null);
        variant.cancelled.get(20, TimeUnit.SECONDS);
        await().untilAsserted(
                        () -> assertThat(proxy.calls).extracting(Call::outcome).containsExactly(Outcome.OK));
    }

    private Status.Code statusFor(String model) {
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> ClientCalls.blockingUnaryCall(
                                channel,
                                GrpcVariant.INFER,
                                CallOptions.DEFAULT,
                                InferenceProto.request(model, "1", new byte[0])))
                .getStatus()
                .getCode();
    }

    private GrpcVariant serve(GrpcVariant.Behaviour behaviour) {
        GrpcVariant variant = variant(behaviour);
        proxy.serve(ModelBuilder.model("m").variant("v1", variant.address()).build());
        connect();
        return variant;
    }

    private void connect() {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", proxy.port())
                .usePlaintext()
                .build();
    }

    private GrpcVariant variant(GrpcVariant.Behaviour behaviour) {
        GrpcVariant variant = new GrpcVariant(behaviour);
        variants.add(variant);
        return variant;
    }

    private static void label(DynamicMessage request, StreamObserver<DynamicMessage> answers) {
        answers.onNext(answer(InferenceProto.idOf(request)));
    }

    private static DynamicMessage answer(String id) {
        return InferenceProto.response(
                InferenceProto.output("label", "BYTES", List.of(1L), "bytes_contents", List.of("positive")),
                InferenceProto.output("id-" + id, "BYTES", List.of(1L), "bytes_contents", List.of(id)));
    }

    private static StatusRuntimeException statusOf(DynamicMessage request) {
        Metadata trailers = new Metadata();
        trailers.put(GrpcVariant.TRAILER, "why");
        return Status.fromCode(Status.Code.valueOf(InferenceProto.idOf(request)))
                .withDescription("boom \u00e4 100%")
                .asRuntimeException(trailers);
    }

    private static StreamObserver<DynamicMessage> into(BlockingQueue<Object> arrived) {
        return new StreamObserver<>() {
            @Override
            public void onNext(DynamicMessage answer) {
                arrived.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                arrived.add(Status.fromThrowable(failure).getCode());
            }

            @Override
            public void onCompleted() {
                arrived.add("completed");
            }
        };
    }
}
