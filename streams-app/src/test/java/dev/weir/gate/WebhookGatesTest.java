package dev.weir.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.weir.judge.GateQuestion;
import dev.weir.rollout.Plan;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Webhook;
import dev.weir.rollout.Withdrawal;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import dev.weir.view.ControlSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookGatesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<OperatorCommand> commands = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final Hands clock = new Hands();
    private volatile int status = 204;
    private volatile String body = "";
    private volatile boolean written = true;
    private HttpServer server;
    private WebhookGates gates;

    /** A clock that is moved by hand. */
    private static final class Hands extends Clock {
        private volatile Instant now = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/ask", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes()));
            exchange.getResponseHeaders().add("Location", "/ask");
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
            exchange.getResponseBody().write(body.getBytes());
            exchange.close();
        });
        server.createContext("/silent", exchange -> {
            asked.add("silent");
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        gates = new WebhookGates(
                new ControlSink() {
                    @Override
                    public CompletableFuture<Void> submit(Plan plan) {
                        throw new AssertionError("no plan");
                    }

                    @Override
                    public CompletableFuture<Void> submit(Watch watch) {
                        throw new AssertionError("no watch");
                    }

                    @Override
                    public CompletableFuture<Void> withdraw(String model, Withdrawal withdrawal) {
                        throw new AssertionError("no plan");
                    }

                    @Override
                    public CompletableFuture<Void> command(OperatorCommand command) {
                        commands.add(command);
                        return written
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(new IOException("Kafka is away"));
                    }
                },
                clock);
    }

    @AfterEach
    void stop() {
        gates.close();
        never.countDown();
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static GateQuestion question(String url, Duration timeout) {
        return new GateQuestion(
                "sentiment/sentiment-v2/1/canary-5/1",
                new Webhook(url, timeout, Duration.ofSeconds(30)),
                "sentiment",
                "sentiment-v2",
                1,
                "canary-5",
                "canary-25",
                "v1.0",
                "v2.0",
                "sentiment-v7",
                "all guardrails are proved");
    }

    private OperatorCommand answer(GateQuestion question) {
        commands.clear();
        gates.ask(question);
        await().atMost(PATIENCE).until(() -> !commands.isEmpty());
        return commands.get(0);
    }

    @Test
    void shouldPassOnAnAgreementAsACommandThatNamesTheQuestion() throws IOException {
        OperatorCommand answer = answer(question(url("/ask"), Duration.ofSeconds(10)));
        assertThat(answer.getCommand()).isEqualTo(CommandType.GATE_PASSED);
        assertThat(answer.getModel()).isEqualTo("sentiment");
        assertThat(answer.getIssuedBy()).isEqualTo("webhook");
        assertThat(answer.getReason()).isEqualTo("HTTP 204");
        assertThat(answer.getGate()).isEqualTo("sentiment/sentiment-v2/1/canary-5/1");
        JsonNode sent = new ObjectMapper().readTree(asked.get(0));
        assertThat(sent.get("stage").textValue()).isEqualTo("canary-5");
        assertThat(sent.get("nextStage").textValue()).isEqualTo("canary-25");
        assertThat(sent.get("verdictId").textValue()).isEqualTo("sentiment-v7");
        assertThat(sent.get("message").textValue()).isEqualTo("all guardrails are proved");
        assertThat(sent.get("question").textValue()).isEqualTo(answer.getGate());
    }

    /** A page that asks to log in, or one that has moved, agrees to nothing. */
    @Test
    void shouldTakeNothingButA2xxForAnAgreement() {
        for (int code : new int[] {301, 302, 400, 404, 409, 500, 503}) {
            status = code;
            body = "not\nyet";
            OperatorCommand answer = answer(question(url("/ask"), Duration.ofSeconds(10 + code)));
            assertThat(answer.getCommand()).isEqualTo(CommandType.GATE_HELD);
            assertThat(answer.getReason()).isEqualTo("HTTP " + code + ": not yet");
            clock.now = clock.now.plus(WebhookGates.ANSWER_LOST).plusSeconds(1);
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() throws IOException {
        OperatorCommand late = answer(question(url("/silent"), Duration.ofMillis(200)));
        assertThat(late.getCommand()).isEqualTo(CommandType.GATE_HELD);
        assertThat(late.getReason()).isEqualTo("no answer within 200 ms");
        clock.now = clock.now.plus(WebhookGates.ANSWER_LOST).plusSeconds(1);
        OperatorCommand away = answer(question("http://127.0.0.1:1", Duration.ofSeconds(10)));
        assertThat(away.getReason()).startsWith("it cannot be reached (ConnectException");
        clock.now = clock.now.plus(WebhookGates.ANSWER_LOST).plusSeconds(1);
        assertThat(answer(question("http://bad host", Duration.ofSeconds(10))).getReason())
                .startsWith("it cannot be asked: ");
    }

    @Test
    void shouldNotKeepTheStreamThreadWaiting() {
        long before = System.nanoTime();
        gates.ask(question(url("/silent"), Duration.ofSeconds(30)));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(20_000);
        await().atMost(PATIENCE).until(() -> asked.contains("silent"));
        assertThat(commands).isEmpty();
    }

    /** The judge puts its question ten times a second. */
    @Test
    void shouldAskOnceAndAgainOnlyWhenTheAnswerIsLost() {
        GateQuestion question = question(url("/ask"), Duration.ofSeconds(10));
        answer(question);
        for (int i = 0; i < 20; i++) {
            clock.now = clock.now.plusMillis(100);
            gates.ask(question);
        }
        assertThat(asked).hasSize(1);
        clock.now = clock.now.plus(WebhookGates.ANSWER_LOST);
        answer(question);
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldAskAgainWhereTheAnswerCouldNotBeWritten() {
        written = false;
        GateQuestion question = question(url("/ask"), Duration.ofSeconds(10));
        answer(question);
        written = true;
        clock.now = clock.now.plus(WebhookGates.ANSWER_LOST).plusSeconds(1);
        assertThat(answer(question).getCommand()).isEqualTo(CommandType.GATE_PASSED);
    }
}
