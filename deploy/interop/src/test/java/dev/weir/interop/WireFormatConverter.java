package dev.weir.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Reads Confluent's wire format for Kafka Connect where Confluent's own converter cannot be had: schemas by id from any
 * registry with their API, and Apicurio's translation from Avro to Connect. For sinks only.
 */
public final class WireFormatConverter implements Converter {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final AvroData avro = new AvroData(16);
    private String registry;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = String.valueOf(settings.get("schema.registry.url"));
    }

    @Override
    public byte[] fromConnectData(String topic, org.apache.kafka.connect.data.Schema schema, Object value) {
        throw new DataException("only reads");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        bytes.get();
        Schema schema = schemas.computeIfAbsent(bytes.getInt(), this::schema);
        try {
            return avro.toConnectData(
                    schema,
                    new GenericDatumReader<>(schema)
                            .read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(value, bytes.position(), bytes.remaining(), null)));
        } catch (IOException e) {
            throw new DataException(e);
        }
    }

    private Schema schema(int id) {
        try {
            String answer = http.send(
                            HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return new Schema.Parser()
                    .parse(new ObjectMapper().readTree(answer).path("schema").asText());
        } catch (IOException e) {
            throw new DataException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException(e);
        }
    }
}
