package dev.weir.gate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.judge.GateQuestion;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import dev.weir.topology.Gates;
import dev.weir.view.ControlSink;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks webhooks by POST: 2xx lets a stage end, every other answer and none at all does not.
 *
 * <p>A judge puts its question at every look, so each is asked once, and once more if its answer does not reach the judge
 * within {@link #ANSWER_LOST}. After a crash the judge that took over asks again: an answer to a question that is no longer
 * asked does nothing.
 */
public final class WebhookGates implements Gates, AutoCloseable {
    /** Who answers, in the decision log. */
    public static final String ISSUER = "webhook";

    /** Time after which an answer that the judge has not read by then is taken for lost. */
    static final Duration ANSWER_LOST = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(WebhookGates.class);
    private static final int LONGEST_QUOTE = 200;
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final ControlSink sink;
    private final Clock clock;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();

    /** Names are looked up on the thread that asks, which must not be a stream thread. */
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "weir-gates");
        thread.setDaemon(true);
        return thread;
    });

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** A question that is being asked, or has been answered at some instant. */
    private record Asked(Instant answered) {
        static final Asked WAITING = new Asked(null);

        boolean isForgotten(Instant now) {
            return answered != null && Duration.between(answered, now).compareTo(ANSWER_LOST) > 0;
        }
    }

    /**
     * Gates whose answers go to the topic of commands.
     *
     * @param clock tells when an answer came
     */
    public WebhookGates(ControlSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    @Override
    public void ask(GateQuestion question) {
        Instant now = clock.instant();
        asked.values().removeIf(known -> known.isForgotten(now));
        if (asked.putIfAbsent(question.id(), Asked.WAITING) == null) {
            threads.execute(() -> post(question));
        }
    }

    private void post(GateQuestion question) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(question.webhook().url()))
                    .timeout(question.webhook().timeout())
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "weir")
                    .POST(BodyPublishers.ofString(body(question)))
                    .build();
            http.sendAsync(request, BodyHandlers.ofString())
                    .whenComplete((response, failure) -> answer(
                            question,
                            failure == null && response.statusCode() / HUNDRED == SUCCESS,
                            failure == null ? said(response) : why(question, failure)));
        } catch (RuntimeException unusable) {
            answer(question, false, "it cannot be asked: " + unusable.getMessage());
        }
    }

    private void answer(GateQuestion question, boolean passed, String said) {
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setModel(question.model())
                .setTimestamp(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setCommand(passed ? CommandType.GATE_PASSED : CommandType.GATE_HELD)
                .setIssuedBy(ISSUER)
                .setReason(said)
                .setGate(question.id())
                .build();
        sink.command(command).whenComplete((written, failure) -> {
            // Written or not: if the judge goes on asking, the question is put again after a while.
            asked.put(question.id(), new Asked(clock.instant()));
            if (failure != null) {
                LOG.warn(
                        "event=gate-answer-not-written question={} reason=\"{}\"", question.id(), failure.getMessage());
            }
        });
    }

    private static String body(GateQuestion question) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("question", question.id())
                .put("model", question.model())
                .put("rollout", question.rollout())
                .put("attempt", question.attempt())
                .put("stage", question.stage())
                .put("nextStage", question.next())
                .put("baseline", question.baseline())
                .put("candidate", question.candidate())
                .put("verdictId", question.verdictId())
                .put("message", question.message())
                .toString();
    }

    private static String said(HttpResponse<String> response) {
        String body = response.body().strip().replaceAll("\\p{Cntrl}+", " ");
        String quote = body.length() > LONGEST_QUOTE ? body.substring(0, LONGEST_QUOTE) + "..." : body;
        return "HTTP " + response.statusCode() + (quote.isEmpty() ? "" : ": " + quote);
    }

    private static String why(GateQuestion question, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof HttpTimeoutException
                ? "no answer within " + question.webhook().timeout().toMillis() + " ms"
                : "it cannot be reached ("
                        + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage())
                        + ")";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
