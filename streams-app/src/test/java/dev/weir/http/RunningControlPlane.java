package dev.weir.http;

import dev.weir.config.AccessToken;
import dev.weir.config.AppConfig;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Signal;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.routing.RoutingTable;
import dev.weir.schema.OperatorCommand;
import dev.weir.serde.TrustedRecords;
import dev.weir.telemetry.Telemetry;
import dev.weir.view.ControlSink;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.wire.OutputCodec;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.SignalCodec;
import dev.weir.wire.WatchCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/**
 * A control plane on a free port whose view is fed directly: what it would write to Kafka goes to the rollout machine,
 * and the decision back into the view, as over the topics.
 */
public final class RunningControlPlane implements AutoCloseable {
    static {
        TrustedRecords.declare();
    }

    private final ControlView view;
    private final Telemetry telemetry = new Telemetry();
    private final List<String> withdrawn = new CopyOnWriteArrayList<>();
    private final List<OperatorCommand> commands = new CopyOnWriteArrayList<>();
    private volatile ControlPlane server;
    private final Clock clock;
    private final List<AccessToken> tokens;
    private volatile boolean judging = true;
    private volatile boolean reading = true;

    private RunningControlPlane(List<AccessToken> tokens, ControlView view, Clock clock) {
        this.view = view;
        this.clock = clock;
        this.tokens = tokens;
        server = listening(0);
    }

    private ControlPlane listening(int port) {
        return ControlPlane.start(
                new AppConfig.Http("127.0.0.1", port, tokens),
                new ControlPlane.Parts(
                        view,
                        new Decided(),
                        () -> reading
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(new TimeoutException()),
                        () -> List.of(),
                        telemetry.registry(),
                        clock),
                Duration.ofMillis(300));
    }

    /** Goes away for as long as something takes, and comes back on the same port. */
    public void restart(Runnable meanwhile) {
        int port = server.port();
        server.close();
        // Bound without listening, it refuses connections and is given to nobody else; who names it may listen there.
        try (Socket held = new Socket()) {
            held.setReuseAddress(true);
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            meanwhile.run();
            server = listening(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that has read its topics, which are empty. */
    public static RunningControlPlane start() {
        return start(List.of());
    }

    /** Starts one that has read its topics and asks for tokens. */
    public static RunningControlPlane start(List<AccessToken> tokens) {
        RunningControlPlane running = new RunningControlPlane(tokens, new ControlView(), Clock.systemUTC());
        running.view.caughtUp();
        return running;
    }

    /** Starts one of a view that has been filled, at an instant that does not pass. */
    public static RunningControlPlane start(ControlView view, Instant now) {
        RunningControlPlane running = new RunningControlPlane(List.of(), view, Clock.fixed(now, ZoneOffset.UTC));
        view.caughtUp();
        return running;
    }

    /** Starts one that is still reading its topics. */
    public static RunningControlPlane starting() {
        return new RunningControlPlane(List.of(), new ControlView(), Clock.systemUTC());
    }

    /** Leaves what comes from now on without an answer, as when no streams application runs. */
    public void stopJudging() {
        judging = false;
    }

    /** Lets it no longer tell whether it is up to date, as when Kafka does not answer. */
    public void stopReading() {
        reading = false;
    }

    public ControlView view() {
        return view;
    }

    public List<String> withdrawn() {
        return withdrawn;
    }

    public List<OperatorCommand> commands() {
        return commands;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    List<String> routes() {
        return server.routes();
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        telemetry.close();
    }

    private final class Decided implements ControlSink {
        @Override
        public CompletableFuture<Void> submit(Plan plan) {
            view.apply(plan.model(), PlanCodec.toWire(plan));
            return decide(plan.model(), new Signal.Submitted(plan, now()));
        }

        @Override
        public CompletableFuture<Void> submit(Watch watch) {
            view.apply(watch.model(), WatchCodec.toWire(watch));
            return decide(watch.model(), new Signal.WatchAsked(watch, now()));
        }

        @Override
        public CompletableFuture<Void> withdraw(String model, Withdrawal withdrawal) {
            withdrawn.add(model);
            return decide(model, new Signal.Withdrawn(withdrawal, now()));
        }

        @Override
        public CompletableFuture<Void> command(OperatorCommand command) {
            commands.add(command);
            return decide(command.getModel(), new Signal.Commanded(SignalCodec.command(command), null, now()));
        }

        private CompletableFuture<Void> decide(String model, Signal signal) {
            if (judging) {
                ModelState state = view.model(model).map(ModelImage::state).orElse(ModelState.unknown(model));
                RolloutMachine.decide(state, signal).ifPresent(decision -> {
                    view.apply(model, OutputCodec.decision(decision));
                    if (decision.revision() != null) {
                        ModelState after = RolloutMachine.evolve(state, decision);
                        view.apply(model, OutputCodec.table(RoutingTable.of(after, decision)));
                    }
                });
            }
            return CompletableFuture.completedFuture(null);
        }

        private Instant now() {
            return clock.instant().truncatedTo(ChronoUnit.MILLIS);
        }
    }
}
