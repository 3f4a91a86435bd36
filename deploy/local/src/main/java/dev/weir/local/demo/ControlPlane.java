package dev.weir.local.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The two things the demo asks of the control plane's HTTP interface. */
final class ControlPlane {

    /** Longer than the control plane waits for a decision before it says that there is none yet. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String url;

    ControlPlane(String url) {
        this.url = url;
    }

    /**
     * {@code PUT /v1/rollouts}.
     *
     * @throws DemoFailure with the problem document if the plan is refused
     */
    void submit(PlanFile plan) throws InterruptedException {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(url + "/v1/rollouts"))
                .header("Content-Type", "application/yaml")
                .header("X-Weir-User", "demo")
                .PUT(BodyPublishers.ofString(plan.text())));
        if (response.statusCode() / 100 != 2) {
            throw new DemoFailure("the control plane refused the rollout " + plan.name() + " with status "
                    + response.statusCode() + ": " + response.body());
        }
    }

    /** {@code GET /v1/rollouts/{model}}; empty while it knows none. */
    Optional<RolloutStatus> status(String model) throws InterruptedException {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(url + "/v1/rollouts/" + model))
                .GET());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw new DemoFailure("the control plane answered " + response.statusCode() + " to GET /v1/rollouts/"
                    + model + ": " + response.body());
        }
        return Optional.of(RolloutStatus.of(new JsonObject(response.body())));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new DemoFailure("the control plane at " + url + " cannot be reached: " + e, e);
        }
    }
}
