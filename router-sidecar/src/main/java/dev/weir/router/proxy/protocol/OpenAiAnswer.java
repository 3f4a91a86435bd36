package dev.weir.router.proxy.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.router.proxy.protocol.Reading.Usage;
import dev.weir.router.report.Call.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads answers in the form of OpenAI's API, whole or as a stream of chunks.
 *
 * <p>text: what the first choice says, or the tool it calls with its arguments. embedding: the first one, as a list or in
 * base64. The usage of a stream is in its last chunk, where the request asked for it. There is no label: the reason for
 * which a model stopped is no class.
 */
final class OpenAiAnswer {

    /** The failure of a stream that broke off with an error instead of its next chunk. */
    static final String STREAM_ERROR = "StreamError";

    private final StringBuilder text = new StringBuilder();
    private List<Float> embedding;
    private Usage usage;
    private String failure;

    private OpenAiAnswer() {}

    static Reading read(Answer answer) {
        try {
            byte[] body = answer.unpacked();
            if (!answer.isEventStream()) {
                return read(BoundedTree.read(body));
            }
            OpenAiAnswer all = new OpenAiAnswer();
            for (String data : ServerSentEvents.data(body)) {
                JsonNode chunk = BoundedTree.read(data.getBytes(StandardCharsets.UTF_8));
                all.add(chunk);
                all.failure = chunk.hasNonNull("error") ? STREAM_ERROR : all.failure;
            }
            return all.reading();
        } catch (IOException e) {
            return Reading.NOTHING;
        }
    }

    static Reading read(JsonNode root) {
        OpenAiAnswer answer = new OpenAiAnswer();
        answer.add(root);
        return answer.reading();
    }

    private void add(JsonNode part) {
        for (JsonNode choice : part.path("choices")) {
            if (choice.path("index").asInt() == 0) {
                say(choice);
            }
        }
        respond(part);
        JsonNode vector = part.path("data").path(0).path("embedding");
        if (embedding == null) {
            embedding = vector.isTextual() ? decoded(vector.textValue()) : Rows.embedding(vector);
        }
        JsonNode tokens = part.hasNonNull("usage")
                ? part.get("usage")
                : part.path("response").path("usage");
        if (tokens.isObject()) {
            usage = new Usage(
                    tokens.path("prompt_tokens")
                            .asLong(tokens.path("input_tokens").asLong()),
                    tokens.path("completion_tokens")
                            .asLong(tokens.path("output_tokens").asLong()));
        }
    }

    /** Takes the words of one choice: of chat, whole or a chunk of it, or of the older completions. */
    private void say(JsonNode choice) {
        JsonNode message = choice.has("message") ? choice.get("message") : choice.path("delta");
        append(message.path("content"));
        append(choice.path("text"));
        for (JsonNode call : message.path("tool_calls")) {
            append(call.path("function").path("name"));
            append(call.path("function").path("arguments"));
        }
    }

    /** Takes the words of the responses API: the output of a whole answer, or the pieces of a stream. */
    private void respond(JsonNode part) {
        if ("response.output_text.delta".equals(part.path("type").asText())) {
            append(part.path("delta"));
        }
        for (JsonNode output : part.path("output")) {
            for (JsonNode content : output.path("content")) {
                append(content.path("text"));
            }
        }
    }

    private void append(JsonNode words) {
        if (words.isTextual() && text.length() <= Rows.TEXT_CHARACTERS) {
            text.append(words.textValue());
        }
    }

    private Reading reading() {
        Prediction prediction = text.length() == 0 && embedding == null
                ? null
                : new Prediction(null, null, null, text.length() == 0 ? null : Rows.cut(text.toString()), embedding);
        return new Reading(prediction, usage, failure);
    }

    /** Returns 32-bit floats, little-endian, from base64; null where it is none. */
    private static List<Float> decoded(String base64) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
            List<Float> numbers = new ArrayList<>();
            while (bytes.remaining() >= Float.BYTES && numbers.size() < Rows.EMBEDDING_SIZE) {
                numbers.add(bytes.getFloat());
            }
            return numbers.isEmpty() ? null : numbers;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
