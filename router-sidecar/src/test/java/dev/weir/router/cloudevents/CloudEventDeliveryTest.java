package dev.weir.router.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.router.cloudevents.LoggedMessage.Kind;
import dev.weir.router.report.Call.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventDeliveryTest {

    private static final Naming BY_EVENT = new Naming(null, null, Map.of());

    /** As KServe's agent sends it beside a predictor; the attributes it has no value for are sent empty. */
    private static final Map<String, String> KSERVE = Map.ofEntries(
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", "2ff6ccdd-93c5-4b0f-8a09-3bd67d4f4a9a"),
            Map.entry("ce-source", "http://localhost:9081/"),
            Map.entry("ce-type", "org.kubeflow.serving.inference.response"),
            Map.entry("ce-time", "2026-02-20T21:28:18.250123456Z"),
            Map.entry("ce-inferenceservicename", "sentiment"),
            Map.entry("ce-namespace", "models"),
            Map.entry("ce-component", "predictor"),
            Map.entry("ce-endpoint", ""),
            Map.entry("content-type", "application/json"));

    /** As Seldon's executor sends it. */
    private static final Map<String, String> SELDON = Map.ofEntries(
            Map.entry("ce-specversion", "0.3"),
            Map.entry("ce-id", "a-new-id-for-each-event"),
            Map.entry("ce-source", "http://:8000/"),
            Map.entry("ce-type", "io.seldon.serving.inference.request"),
            Map.entry("ce-time", "2026-02-20T22:28:18.25+01:00"),
            Map.entry("ce-requestid", "9f2b6a1c"),
            Map.entry("ce-inferenceservicename", "income"),
            Map.entry("ce-modelid", "income-container"),
            Map.entry("ce-predictor", "default"),
            Map.entry("ce-endpoint", "default"),
            Map.entry("content-type", "application/json"));

    @Test
    void shouldReadAResponseOfKServesSecondProtocol() throws Exception {
        LoggedMessage message = one(
                KSERVE,
                "{\"model_name\":\"sentiment\",\"id\":\"7\",\"outputs\":[{\"name\":\"label\",\"shape\":[1],"
                        + "\"datatype\":\"BYTES\",\"data\":[\"positive\"]},{\"name\":\"score\",\"shape\":[1],"
                        + "\"datatype\":\"FP32\",\"data\":[0.75]}]}",
                new Naming(null, null, Map.of("predictor", "v1.0")));
        assertThat(message.call()).isEqualTo(new CallKey("2ff6ccdd-93c5-4b0f-8a09-3bd67d4f4a9a", "sentiment", "v1.0"));
        assertThat(message.kind()).isEqualTo(Kind.RESPONSE);
        assertThat(message.time()).isEqualTo(Instant.parse("2026-02-20T21:28:18.250123456Z"));
        assertThat(message.prediction())
                .extracting(Prediction::label, Prediction::score)
                .containsExactly("positive", 0.75);
    }

    @Test
    void shouldReadAResponseOfKServesFirstProtocol() throws Exception {
        assertThat(one(KSERVE, "{\"predictions\":[2, 1]}", BY_EVENT).prediction())
                .extracting(Prediction::label, Prediction::value)
                .containsExactly("2", 2.0);
    }

    @Test
    void shouldPairSeldonsEventsByTheIdOfTheRequest() throws Exception {
        String body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1.5,2]}]}";
        LoggedMessage message = one(SELDON, body, BY_EVENT);
        assertThat(message.call()).isEqualTo(new CallKey("9f2b6a1c", "income", "default"));
        assertThat(message.kind()).isEqualTo(Kind.REQUEST);
        assertThat(message.time()).isEqualTo(Instant.parse("2026-02-20T21:28:18.25Z"));
        assertThat(message.sizeBytes()).isEqualTo(body.length());
        assertThat(message.prediction()).isNull();
    }

    @Test
    void shouldReadWhatWasAskedAndWhatSeldonAnsweredInItsOwnForm() throws Exception {
        LoggedMessage request = one(SELDON, "{\"data\":{\"names\":[\"SL\"],\"ndarray\":[[6.8],[6.1]]}}", BY_EVENT);
        assertThat(request.input().features()).isEqualTo(Map.of("SL", 6.8));
        Map<String, String> headers = new HashMap<>(SELDON);
        headers.put("ce-type", "io.seldon.serving.inference.response");
        LoggedMessage response =
                one(headers, "{\"data\":{\"names\":[\"no\",\"yes\"],\"ndarray\":[[0.25,0.75]]},\"meta\":{}}", BY_EVENT);
        assertThat(response.input()).isNull();
        assertThat(response.prediction()).isEqualTo(new Prediction("yes", 0.75, null));
        assertThat(response.call()).isEqualTo(request.call());
    }

    @Test
    void shouldReadWhatWasAskedOfKServe() throws Exception {
        Map<String, String> headers = new HashMap<>(KSERVE);
        headers.put("ce-type", "org.kubeflow.serving.inference.request");
        assertThat(one(headers, "{\"instances\":[[6.8,2.8,4.8,1.4],[6,3.4,4.5,1.6]]}", BY_EVENT)
                        .input()
                        .features())
                .isEqualTo(Map.of("0", 6.8, "1", 2.8, "2", 4.8, "3", 1.4));
        assertThat(one(
                                headers,
                                "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"nice\"]}]}",
                                BY_EVENT)
                        .input()
                        .categories())
                .isEqualTo(Map.of("text", "nice"));
        headers.put("content-type", "application/octet-stream");
        assertThat(one(headers, "\0\1", BY_EVENT).input().features()).isEmpty();
    }

    @Test
    void shouldTellDefaultAndCanaryApartByTheirEndpoint() throws Exception {
        Map<String, String> headers = new HashMap<>(KSERVE);
        headers.put("ce-endpoint", "canary");
        Naming naming = new Naming(null, null, Map.of("default", "v1.0", "canary", "v2.0"));
        assertThat(one(headers, "{}", naming).call().variant()).isEqualTo("v2.0");
        headers.put("ce-endpoint", "default");
        assertThat(one(headers, "{}", naming).call().variant()).isEqualTo("v1.0");
    }

    @Test
    void shouldDecodeWhatHeadersHaveAsPercentAndHex() throws Exception {
        Map<String, String> headers = new HashMap<>(KSERVE);
        headers.put("ce-inferenceservicename", "caf%C3%A9%20100%");
        assertThat(one(headers, "{}", BY_EVENT).call().model()).isEqualTo("café 100%");
    }

    @Test
    void shouldSayWhichFormatsItReads() {
        Map<String, String> headers = new HashMap<>(KSERVE);
        headers.put("content-type", "application/cloudevents+protobuf");
        assertThatThrownBy(() -> one(headers, "{}", BY_EVENT))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(
                        "application/cloudevents+protobuf is not read; send application/cloudevents+json, ")
                .extracting(refused -> ((RefusedException) refused).status())
                .isEqualTo(415);
    }

    @Test
    void shouldFindTheModelInASourceOfSeldonWhereNoAttributeSaysIt() throws Exception {
        Map<String, String> headers = without(without(SELDON, "ce-inferenceservicename"), "ce-modelid");
        headers.put("ce-source", "io.seldon.serving.deployment.income.seldon-ns");
        assertThat(one(headers, "{}", BY_EVENT).call().model()).isEqualTo("income");
    }

    @Test
    void shouldTakeModelAndVariantOfTheQueryFirst() throws Exception {
        Naming naming = Naming.of(List.of(Map.entry("model", "m"), Map.entry("variant", "v9")));
        assertThat(one(SELDON, "{}", naming).call()).isEqualTo(new CallKey("9f2b6a1c", "m", "v9"));
        assertThatThrownBy(() -> Naming.of(List.of(Map.entry("varaint", "v9"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no parameter varaint");
    }

    @Test
    void shouldReadStructuredEventsWithDataAsJsonAndAsBase64() throws Exception {
        assertThat(structured(document("1", "\"data\":{\"predictions\":[\"cat\"]}"))
                        .get(0)
                        .prediction()
                        .label())
                .isEqualTo("cat");
        // {"predictions":["dog"]}
        assertThat(structured(document("1", "\"data_base64\":\"eyJwcmVkaWN0aW9ucyI6WyJkb2ciXX0=\""))
                        .get(0)
                        .prediction()
                        .label())
                .isEqualTo("dog");
        assertThatThrownBy(() -> structured(document("1", "\"data_base64\":\"?\"")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("data_base64 is not base64");
    }

    @Test
    void shouldTakeABatchWholeOrNameTheEventsThatAreBad() throws Exception {
        String good = document("1", "\"data\":{\"predictions\":[1]}");
        String other = document("2", "\"data\":{\"predictions\":[3]}");
        assertThat(batch("[" + good + "," + other + "]"))
                .extracting(message -> message.call().id(), message -> message.prediction()
                        .value())
                .containsExactly(tuple("1", 1.0), tuple("2", 3.0));
        assertThat(batch("[]")).isEmpty();
        assertThatThrownBy(() -> batch("[" + good + ",7," + document("", "\"data\":{}") + "]"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("event 1: it is no JSON object")
                .hasMessageContaining("event 2: id is missing")
                .hasMessageNotContaining("event 0");
        assertThatThrownBy(() -> batch(good)).hasMessage("a batch is a JSON array of events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "source"})
    void shouldNameTheAttributeThatIsMissing(String attribute) {
        assertThatThrownBy(() -> one(without(KSERVE, "ce-" + attribute), "{}", BY_EVENT))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(attribute + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "ce-type, io.seldon.serving.inference.outlier, type io.seldon.serving.inference.outlier is none of",
        "ce-time, yesterday, time yesterday is not",
        "ce-time, +999999999-01-01T00:00:00Z, is not between",
        "ce-inferenceservicename, '', model is missing",
        "ce-component, '', variant is missing",
    })
    void shouldSayWhatIsWrongWithAnAttribute(String header, String value, String message) {
        Map<String, String> headers = new HashMap<>(KSERVE);
        headers.put(header, value);
        assertThatThrownBy(() -> one(headers, "{}", BY_EVENT))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAnIdThatIsTooLongToBeKept() {
        Map<String, String> headers = new HashMap<>(KSERVE);
        headers.put("ce-id", "x".repeat(257));
        assertThatThrownBy(() -> one(headers, "{}", BY_EVENT))
                .isInstanceOf(RefusedException.class)
                .hasMessage("id has 257 characters; it may have 256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"junk", "{\"predictions\":[1", "{\"a\":}"})
    void shouldRefuseDataThatIsNoJsonThoughItSaysSo(String body) throws Exception {
        assertThatThrownBy(() -> one(KSERVE, body, BY_EVENT))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("data is no JSON");
        assertThatThrownBy(() -> structured(body)).hasMessage("the body is no JSON");
        Map<String, String> bytes = new HashMap<>(KSERVE);
        bytes.put("content-type", "application/octet-stream");
        assertThat(one(bytes, body, BY_EVENT).sizeBytes()).isEqualTo(body.length());
    }

    @Test
    void shouldTakeNaNAsTensorFlowServingWritesIt() throws Exception {
        assertThat(one(KSERVE, "{\"predictions\":[NaN]}", BY_EVENT).sizeBytes()).isEqualTo(21);
    }

    @Test
    void shouldRefuseAnEventWithoutData() {
        assertThatThrownBy(() -> one(KSERVE, "", BY_EVENT)).hasMessageStartingWith("data is missing");
    }

    private static String document(String id, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"http://localhost:9081/\","
                + "\"type\":\"org.kubeflow.serving.inference.response\",\"inferenceservicename\":\"pets\","
                + "\"component\":\"predictor\",\"time\":\"2026-02-20T21:28:18Z\"," + data + "}";
    }

    private static LoggedMessage one(Map<String, String> headers, String body, Naming naming) throws Exception {
        return Delivery.read(headers, body.getBytes(StandardCharsets.UTF_8), naming)
                .get(0);
    }

    private static List<LoggedMessage> structured(String body) throws Exception {
        return Delivery.read(
                Map.of("content-type", "application/cloudevents+json; charset=UTF-8"),
                body.getBytes(StandardCharsets.UTF_8),
                BY_EVENT);
    }

    private static List<LoggedMessage> batch(String body) throws Exception {
        return Delivery.read(Map.of("content-type", Delivery.BATCH), body.getBytes(StandardCharsets.UTF_8), BY_EVENT);
    }

    private static Map<String, String> without(Map<String, String> headers, String name) {
        Map<String, String> others = new HashMap<>(headers);
        others.remove(name);
        return others;
    }
}
