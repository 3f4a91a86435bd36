package dev.weir.local.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** An HTTP server that takes what is posted to it, as its paths are told to: at once, late, never, or not at all. */
final class Receiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, List<Got>> got = new ConcurrentHashMap<>();

    /** What came. */
    record Got(Instant at, int answered, JsonNode body) {}

    /** How to answer: a status, and a header Retry-After or null; status 0 never answers. */
    record Answer(int status, String retryAfter) {
        static Answer of(int status) {
            return new Answer(status, null);
        }
    }

    private Receiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.start();
    }

    /** Listens on a free port. */
    static Receiver start() throws IOException {
        return new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Answers on a path by the number of the request, from 0. */
    String path(String path, IntFunction<Answer> answers) {
        List<Got> here = new CopyOnWriteArrayList<>();
        got.put(path, here);
        server.createContext(path, exchange -> answer(exchange, here, answers));
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange, List<Got> here, IntFunction<Answer> answers) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        Answer answer;
        synchronized (here) {
            answer = answers.apply(here.size());
            here.add(new Got(Instant.now(), answer.status(), body));
        }
        if (answer.status() == 0) {
            try {
                closing.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        } else {
            if (answer.retryAfter() != null) {
                exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
            }
            exchange.sendResponseHeaders(answer.status(), -1);
        }
        exchange.close();
    }

    /** Everything that came to a path, in order. */
    List<Got> got(String path) {
        return got.get(path);
    }

    /** The ids of the alerts that a path took. */
    List<String> taken(String path) {
        return got(path).stream()
                .filter(each -> each.answered() == 200)
                .map(each -> each.body().path("alertId").asText())
                .toList();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
