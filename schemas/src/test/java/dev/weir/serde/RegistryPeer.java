package dev.weir.serde;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The other end of the registry's REST API over a real socket: answers as a registry does, and on demand as a broken one.
 *
 * <p>Schemas get ids from 1 on, in the order in which they are registered, the same one in every subject.
 */
public final class RegistryPeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // the JDK's server sends head and body apart; with Nagle's algorithm each answer would wait 40 ms in between
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> schemas = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public RegistryPeer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public Map<String, Object> config(String... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("schema.registry.url", url());
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    /** Returns method, path and Authorization header of each request so far. */
    List<String> requests() {
        return requests;
    }

    /** Adds a schema as another program would, and returns its id. */
    public synchronized int add(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    List<String> schemas() {
        return schemas;
    }

    /** Makes the next request get this answer. */
    void answerNext(int status, String body) {
        faults.add(new Fault(status, body));
    }

    /** Makes the next request get no answer for as long as this peer lives. */
    void hangNext() {
        faults.add(new Fault(0, null));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(authorization == null ? line : line + " " + authorization);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Fault fault = faults.poll();
        if (fault == null) {
            fault = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body);
        } else if (fault.body() == null) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        byte[] bytes = fault.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(fault.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Fault answer(String method, String path, String body) throws IOException {
        if (method.equals("GET")) {
            int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            return id < 1 || id > schemas.size()
                    ? new Fault(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
                    : new Fault(200, JSON.writeValueAsString(Map.of("schema", schemas.get(id - 1))));
        }
        String schema = JSON.readTree(body).path("schema").asText();
        if (path.endsWith("/versions")) {
            return new Fault(200, "{\"id\":" + add(schema) + "}");
        }
        return schemas.contains(schema)
                ? new Fault(200, "{\"subject\":\"s\",\"version\":1,\"id\":" + add(schema) + "}")
                : new Fault(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private record Fault(int status, String body) {}
}
