package dev.weir.router.proxy;

import com.google.protobuf.DynamicMessage;
import dev.weir.router.proxy.protocol.InferenceProto;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A variant that is a server of grpc-java: it answers single calls and each message of a stream. */
final class GrpcVariant implements AutoCloseable {

    static final MethodDescriptor<DynamicMessage, DynamicMessage> INFER =
            method(MethodType.UNARY, "ModelInfer", InferenceProto.noResponse());
    static final MethodDescriptor<DynamicMessage, DynamicMessage> STREAM =
            method(MethodType.BIDI_STREAMING, "ModelStreamInfer", InferenceProto.noStreamResponse());
    static final Metadata.Key<String> TRAILER = Metadata.Key.of("x-detail", Metadata.ASCII_STRING_MARSHALLER);

    /** What the variant does with one request: any number of answers, or an error; nothing at all is to hang. */
    interface Behaviour {
        void answer(DynamicMessage request, StreamObserver<DynamicMessage> answers);
    }

    final List<Metadata> seen = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final Server server;

    GrpcVariant(Behaviour behaviour) {
        ServerServiceDefinition service = ServerServiceDefinition.builder("inference.GRPCInferenceService")
                .addMethod(INFER, ServerCalls.asyncUnaryCall((request, answers) -> single(behaviour, request, answers)))
                .addMethod(STREAM, ServerCalls.asyncBidiStreamingCall(answers -> stream(behaviour, answers)))
                .build();
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(ServerInterceptors.intercept(service, new Watch()))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        try {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void single(Behaviour behaviour, DynamicMessage request, StreamObserver<DynamicMessage> answers) {
        boolean[] answered = new boolean[1];
        behaviour.answer(request, new Each(answers) {
            @Override
            public void onNext(DynamicMessage answer) {
                answered[0] = true;
                answers.onNext(answer);
            }
        });
        if (answered[0]) {
            answers.onCompleted();
        }
    }

    private static StreamObserver<DynamicMessage> stream(Behaviour behaviour, StreamObserver<DynamicMessage> answers) {
        return new Each(answers) {
            @Override
            public void onNext(DynamicMessage request) {
                behaviour.answer(request, new Each(answers) {
                    @Override
                    public void onNext(DynamicMessage answer) {
                        answers.onNext(InferenceProto.streamed(answer));
                    }
                });
            }

            @Override
            public void onError(Throwable cancelled) {
                // The watch has noted it.
            }
        };
    }

    private abstract static class Each implements StreamObserver<DynamicMessage> {
        private final StreamObserver<DynamicMessage> answers;

        Each(StreamObserver<DynamicMessage> answers) {
            this.answers = answers;
        }

        @Override
        public void onError(Throwable failure) {
            answers.onError(failure);
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    /** Notes what comes, and adds a trailer to what goes. */
    private final class Watch implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            seen.add(headers);
            ServerCall<Q, A> withTrailer = new SimpleForwardingServerCall<>(call) {
                @Override
                public void close(Status status, Metadata trailers) {
                    if (status.isOk()) {
                        trailers.put(TRAILER, "done");
                    }
                    super.close(status, trailers);
                }
            };
            return new SimpleForwardingServerCallListener<>(next.startCall(withTrailer, headers)) {
                @Override
                public void onCancel() {
                    cancelled.complete(null);
                    super.onCancel();
                }
            };
        }
    }

    private static MethodDescriptor<DynamicMessage, DynamicMessage> method(
            MethodType type, String name, DynamicMessage answer) {
        return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                .setType(type)
                .setFullMethodName("inference.GRPCInferenceService/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller(InferenceProto.noRequest()))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }
}
