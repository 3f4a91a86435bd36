package dev.weir.wire;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.weir.evidence.ArmFigures;
import dev.weir.evidence.BaselineWindow;
import dev.weir.evidence.CatastropheEvidence;
import dev.weir.evidence.Distributions;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.OpenBlock;
import dev.weir.evidence.SegmentEvidence;
import dev.weir.evidence.SplitEvidence;
import dev.weir.evidence.Strata;
import dev.weir.judge.Reading;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioConfidenceSequence;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.verdict.Check;
import dev.weir.verdict.Verdict;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Clusters;
import dev.weir.window.Disagreement;
import dev.weir.window.Extent;
import dev.weir.window.OutcomeLosses;
import dev.weir.window.OutcomeTally;
import dev.weir.window.PairLosses;
import dev.weir.window.PairTally;
import dev.weir.window.ServedAnswer;
import dev.weir.window.Tally;
import dev.weir.window.Truth;
import dev.weir.window.UnitSample;
import dev.weir.window.ValueTally;
import dev.weir.window.Watermark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The core's records in CBOR as they are. What there is most of is written without field names, so new fields of these
 * records go to their end; counts and rows of numbers are bytes, as {@link TallyWriter} packs them.
 */
final class StateMapper {
    private static final List<Class<?>> NAMELESS = List.of(
            UnitSample.class,
            OutcomeTally.class,
            OutcomeLosses.class,
            Clusters.class,
            AwaitedOutcome.class,
            ServedAnswer.class,
            Truth.class,
            PairTally.class,
            PairLosses.class,
            Disagreement.class,
            Watermark.class,
            Reading.class,
            Extent.Place.class,
            Extent.Treatment.class,
            Verdict.class,
            Check.class,
            Interval.class,
            OpenBlock.class,
            Distributions.class,
            BaselineWindow.class,
            GuardrailEvidence.class,
            GuardrailEvidence.Level.class,
            SegmentEvidence.class,
            SegmentEvidence.Harm.class,
            ArmFigures.class,
            CatastropheEvidence.Second.class,
            SplitEvidence.Draws.class,
            Strata.Watched.class,
            ShiryaevMixture.class,
            ShiryaevRobertsDetector.class,
            ProductMixture.class,
            RatioConfidenceSequence.class);

    private StateMapper() {}

    static ObjectMapper create() {
        ObjectMapper mapper = CBORMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(packed())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .build();
        NAMELESS.forEach(
                type -> mapper.configOverride(type).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)));
        return mapper;
    }

    private static SimpleModule packed() {
        SimpleModule module = new SimpleModule();
        pack(module, Tally.class, (tally, bytes) -> new TallyWriter(bytes).write(tally), fields -> new TallyReader(
                        fields)
                .read());
        pack(
                module,
                Histogram.class,
                (histogram, bytes) -> new TallyWriter(bytes).write(histogram),
                fields -> new TallyReader(fields).readHistogram());
        pack(module, ValueTally.class, ValueTallyCodec::write, ValueTallyCodec::read);
        pack(module, double[].class, StateMapper::write, StateMapper::readDoubles);
        return module;
    }

    private static void write(double[] numbers, ByteWriter bytes) {
        for (double number : numbers) {
            bytes.writeBits(Double.doubleToRawLongBits(number));
        }
    }

    private static double[] readDoubles(BinaryFields fields) {
        ByteBuffer bytes = ByteBuffer.wrap(fields.data());
        double[] numbers = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(numbers);
        return numbers;
    }

    private static <T> void pack(
            SimpleModule module, Class<T> type, BiConsumer<T, ByteWriter> writer, Function<BinaryFields, T> reader) {
        module.addSerializer(new Packing<>(type, writer));
        module.addDeserializer(type, new Unpacking<>(type, reader));
    }

    private static final class Packing<T> extends StdSerializer<T> {
        private final transient BiConsumer<T, ByteWriter> writer;

        Packing(Class<T> type, BiConsumer<T, ByteWriter> writer) {
            super(type);
            this.writer = writer;
        }

        @Override
        public void serialize(T value, JsonGenerator to, SerializerProvider provider) throws IOException {
            ByteWriter bytes = new ByteWriter();
            writer.accept(value, bytes);
            to.writeBinary(bytes.toByteArray());
        }
    }

    private static final class Unpacking<T> extends StdDeserializer<T> {
        private final transient Function<BinaryFields, T> reader;

        Unpacking(Class<T> type, Function<BinaryFields, T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
            BinaryFields fields = new BinaryFields();
            fields.begin(from.getBinaryValue(), 0);
            try {
                return reader.apply(fields);
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new IOException("cannot read packed numbers", e);
            }
        }
    }
}
