package dev.weir.notify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.NotifyChannel;
import dev.weir.schema.Alert;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends alerts to one channel by HTTP, one attempt at a time. */
final class Post {
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVERS_FAULT = 500;

    private final NotifyChannel channel;
    private final HttpClient http;

    Post(NotifyChannel channel) {
        this.channel = channel;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(channel.timeout())
                .build();
    }

    /** Tries once, for no longer than the channel's timeout, the whole answer included. */
    Attempt send(Alert alert) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(request(alert, body(alert)), BodyHandlers.discarding());
        try {
            HttpResponse<Void> response = answer.get(channel.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return attempt(response.statusCode(), response.headers().firstValue("Retry-After"));
        } catch (TimeoutException hanging) {
            answer.cancel(true);
            return new Attempt.Failed("no answer within " + channel.timeout().toMillis() + " ms", Optional.empty());
        } catch (ExecutionException failure) {
            return new Attempt.Failed(reason(failure.getCause()), Optional.empty());
        } catch (InterruptedException closing) {
            answer.cancel(true);
            throw closing;
        }
    }

    private JsonNode body(Alert alert) {
        return switch (channel.type()) {
            case WEBHOOK -> WebhookBody.of(alert);
            case SLACK -> SlackBody.of(alert);
            case PAGERDUTY -> PagerDutyBody.of(alert, channel.routingKey());
        };
    }

    private HttpRequest request(Alert alert, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(channel.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "weir")
                .header("X-Weir-Alert-Id", alert.getAlertId())
                .POST(BodyPublishers.ofString(body.toString()));
        channel.headers().forEach(request::setHeader);
        return request.build();
    }

    private static Attempt attempt(int status, Optional<String> retryAfter) {
        if (status >= 200 && status < 300) {
            return new Attempt.Delivered();
        }
        boolean mayPass = status == TIMED_OUT || status == TOO_MANY || status >= SERVERS_FAULT;
        return mayPass
                ? new Attempt.Failed("status " + status, RetryAfter.of(retryAfter, Instant.now()))
                : new Attempt.Refused("status " + status);
    }

    /** Without the address, whose path may be a secret. */
    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null || message.contains("/") ? "" : ": " + message);
    }
}
