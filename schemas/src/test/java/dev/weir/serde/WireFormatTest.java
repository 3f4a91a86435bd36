package dev.weir.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.schema.SegmentRule;
import dev.weir.schema.VariantWeight;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFormatTest {

    private final RegistryPeer registry = new RegistryPeer();
    private final Serde<VariantWeight> serde =
            AvroSerdes.from(registry.config()).serde(VariantWeight.class);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldWriteMagicByteBigEndianIdAndAvroBinary() {
        for (int i = 1; i < 0x0102; i++) {
            registry.add("\"schema-" + i + "\"");
        }

        byte[] bytes = serde.serializer().serialize("weir.x", new VariantWeight("v2", 2500));

        // id 258; string "v2" = zig-zag length 2, then its bytes; int 2500 = zig-zag 5000 = 0x88 0x27 (Avro 1.12, 3.2)
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("00" + "00000102" + "04" + "7632" + "8827");
    }

    @Test
    void shouldPassTombstonesThrough() {
        assertThat(serde.serializer().serialize("weir.x", null)).isNull();
        assertThat(serde.deserializer().deserialize("weir.x", null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "7b226d, value on weir.x is not in the Confluent wire format: first byte 0x7b is not the magic byte 0",
        "000000, 'value on weir.x has 3 bytes, too few for the magic byte and a schema id of 4 bytes'",
        "'', 'value on weir.x is empty, not even the magic byte 0 is there'",
    })
    void shouldSayWhatWasFoundInForeignBytes(String hex, String message) {
        assertThatThrownBy(() -> serde.deserializer()
                        .deserialize("weir.x", HexFormat.of().parseHex(hex)))
                .isInstanceOf(SerializationException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseTruncatedAndOverlongValues() {
        byte[] good = serde.serializer().serialize("weir.x", new VariantWeight("v2", 2500));
        byte[] cut = Arrays.copyOf(good, good.length - 1);
        byte[] overlong = Arrays.copyOf(good, good.length + 1);

        assertThatThrownBy(() -> serde.deserializer().deserialize("weir.x", cut))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("is no VariantWeight of schema id 1");
        assertThatThrownBy(() -> serde.deserializer().deserialize("weir.x", overlong))
                .isInstanceOf(SerializationException.class)
                .hasMessage("value on weir.x has more bytes than a VariantWeight of schema id 1");
    }

    @Test
    void shouldRefuseARecordOfAnotherType() {
        byte[] rule = AvroSerdes.from(registry.config())
                .<SegmentRule>serializer()
                .serialize("weir.x", new SegmentRule("country", "DE", "v2"));

        assertThatThrownBy(() -> serde.deserializer().deserialize("weir.x", rule))
                .isInstanceOf(SerializationException.class)
                .hasMessage("value on weir.x: schema id 1 is a dev.weir.schema.SegmentRule, expected a"
                        + " dev.weir.schema.VariantWeight");
    }

    @Test
    void shouldWriteTheNextRecordRightAfterOneThatCouldNotBeWritten() {
        VariantWeight incomplete = new VariantWeight();

        assertThatThrownBy(() -> serde.serializer().serialize("weir.x", incomplete))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cannot write a VariantWeight for weir.x")
                .hasMessageContaining("variant");
        VariantWeight complete = new VariantWeight("v".repeat(20_000), 1);
        byte[] bytes = serde.serializer().serialize("weir.x", complete);
        assertThat(serde.deserializer().deserialize("weir.x", bytes)).isEqualTo(complete);
    }

    @Test
    void shouldPublishSchemasWithoutJavaProperties() {
        serde.serializer().serialize("weir.x", new VariantWeight("v2", 1));

        assertThat(registry.schemas())
                .singleElement()
                .asString()
                .doesNotContain("avro.java")
                .contains("{\"name\":\"variant\",\"type\":\"string\"");
    }
}
