package dev.weir.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.shadow.Comparators;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Combiner;
import dev.weir.window.ContentScope;
import dev.weir.window.Delta;
import dev.weir.window.Extent;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.window.PairSide;
import dev.weir.window.TimeLimits;
import dev.weir.window.Watermark;
import dev.weir.wire.StateCodec.Message;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StateCodecPropertyTest {
    private static final String MODEL = "sentiment";
    private static final long START = 1_700_000_000L;
    private static final CBORMapper CBOR = new CBORMapper();

    private static final TimeLimits LIMITS = TimeLimits.of(Duration.ofSeconds(5));

    private static final PairRules RULES = new PairRules(
            "r",
            "v1.0",
            "v2.0",
            0,
            0,
            "salt",
            10_000,
            Comparators.named("label", 0).orElseThrow(),
            LIMITS);

    private final StateCodec codec = new StateCodec();

    @Property(tries = 60)
    void shouldReadDeltasBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int events) {
        Delta delta = delta(new Random(seed), events, START);
        assertThat(read(write(delta))).isEqualTo(delta);
    }

    @Property(tries = 60)
    void shouldReadBackWhichPartOfTheLogADeltaIsOf(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int events) {
        Random random = new Random(seed);
        Map<String, Delta> deltas = new LinkedHashMap<>();
        for (String model : List.of(MODEL, "shop", "search")) {
            Extent extent = new Extent(place(random), place(random), treatment(random));
            deltas.put(model, delta(random, events, START).of(random.nextInt(4) > 0 ? extent : null));
        }
        codec.write(deltas).stream()
                .map(codec::readMessage)
                .flatMap(message -> ((Message.Counted) message).deltas().entrySet().stream())
                .forEach(read -> assertThat(deltas.remove(read.getKey())).isEqualTo(read.getValue()));

        assertThat(deltas).isEmpty();
    }

    private static Extent.Place place(Random random) {
        return new Extent.Place(random.nextInt(1_000_000), random.nextInt(1_000), START * 1_000 + random.nextInt());
    }

    private static Extent.Treatment treatment(Random random) {
        return random.nextBoolean()
                ? Extent.Treatment.COUNTED
                : new Extent.Treatment(random.nextInt(9), random.nextBoolean());
    }

    /** Tasks of two versions run side by side during an upgrade: what the one before wrote is not lost. */
    @Example
    void shouldReadADeltaOfAVersionThatDidNotSayWhichPartOfTheLogItIsOf() {
        byte[] ofModel =
                HexFormat.of().parseHex("0106020a" + HexFormat.of().formatHex("model".getBytes(US_ASCII)) + "0000");

        assertThat(((Message.Counted) codec.readMessage(ofModel)).deltas())
                .containsExactly(Map.entry("model", new Delta(3, List.of())));
    }

    @Property(tries = 40)
    void shouldReadPairsBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int requests) {
        PairJoin join = joined(new Random(seed), requests);
        Delta delta = settled(join);
        assertThat(read(write(delta))).isEqualTo(delta);
    }

    @Example
    void shouldCutPairsThatDoNotFitIntoARecord() {
        Delta delta = settled(joined(new Random(1), 20_000));
        List<byte[]> messages = write(delta);
        assertThat(messages).hasSizeGreaterThan(1).allSatisfy(message -> assertThat(message)
                .hasSizeLessThanOrEqualTo(StateCodec.LARGEST_MESSAGE));
        assertThat(read(messages)).isEqualTo(delta);
    }

    @Property(tries = 40)
    void shouldReadContentsBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int requests) {
        Delta delta = contents(new Random(seed), requests);
        assertThat(read(write(delta))).isEqualTo(delta);
    }

    @Example
    void shouldCutContentsThatDoNotFitIntoARecord() {
        Delta delta = contents(new Random(1), 50_000);
        List<byte[]> messages = write(delta);
        assertThat(messages).hasSizeGreaterThan(1).allSatisfy(message -> assertThat(message)
                .hasSizeLessThanOrEqualTo(StateCodec.LARGEST_MESSAGE));
        assertThat(read(messages)).isEqualTo(delta);
    }

    private static Delta contents(Random random, int requests) {
        Combiner combiner = new Combiner(0, Duration.ofSeconds(11));
        ContentScope scope = new ContentScope(Set.of("v1.0", "v2.0"), Set.of(), true);
        for (int i = 0; i < requests; i++) {
            Observation event = observation(random, "r" + i, START + i);
            combiner.add(event, LIMITS);
            Asked asked = new Asked(
                    Map.of("x", random.nextGaussian(), "y", Math.exp(9 * random.nextGaussian())),
                    Map.of("c", "d" + random.nextInt(99)),
                    7L);
            combiner.addContent(
                    event,
                    scope,
                    () -> asked,
                    () -> new Answer("l" + random.nextInt(3), random.nextDouble(), null, "text", null));
        }
        return combiner.drain().get("sentiment");
    }

    @Property(tries = 40)
    void shouldReadOutcomesBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int requests) {
        OutcomeJoin join = outcomes(new Random(seed), requests);
        Delta delta = new Delta(0, List.of(), List.of(), List.of(), join.drain().get("sentiment"));
        assertThat(read(write(delta))).isEqualTo(delta);
        List<AwaitedOutcome> awaited = new ArrayList<>();
        join.drainChanges((key, each) -> awaited.add(each));
        assertThat(awaited).isNotEmpty().allSatisfy(each -> assertThat(codec.readAwaited(codec.write(each)))
                .isEqualTo(each));
    }

    @Example
    void shouldCutOutcomesThatDoNotFitIntoARecord() {
        OutcomeJoin join = outcomes(new Random(1), 20_000);
        Delta delta = new Delta(0, List.of(), List.of(), List.of(), join.drain().get("sentiment"));
        List<byte[]> messages = write(delta);
        assertThat(messages).hasSizeGreaterThan(1).allSatisfy(message -> assertThat(message)
                .hasSizeLessThanOrEqualTo(StateCodec.LARGEST_MESSAGE));
        assertThat(read(messages)).isEqualTo(delta);
    }

    private static OutcomeJoin outcomes(Random random, int requests) {
        OutcomeJoin join = new OutcomeJoin(Duration.ofDays(7), Duration.ofSeconds(1), key -> null);
        OutcomeScope scope = new OutcomeScope(Set.of("v1.0", "v2.0"), LIMITS);
        for (int i = 0; i < requests; i++) {
            join.add(observation(random, "r" + i, START + i), random.nextBoolean() ? "a" : null, scope);
            join.add(new Outcome("r" + i, "sentiment", (START + i) * 1_000, null, "a", null, null));
            join.add(new Outcome("r" + i, "sentiment", (START + i) * 1_000, "v1.0", null, null, random.nextDouble()));
        }
        return join;
    }

    private static Delta settled(PairJoin join) {
        join.settle((START + 1_000_000) * 1_000, model -> Optional.of(RULES));
        return new Delta(0, List.of(), List.of(), join.drain().get("sentiment"));
    }

    private static PairJoin joined(Random random, int requests) {
        PairJoin join = new PairJoin(Duration.ofSeconds(1));
        for (int i = 0; i < requests; i++) {
            for (Role role : Role.values()) {
                Observation drawn = observation(random, "r" + i, START + i);
                Observation event = new Observation(
                        drawn.requestId(),
                        drawn.model(),
                        role == Role.SERVED ? "v1.0" : "v2.0",
                        role,
                        drawn.assignedMillis(),
                        drawn.unit(),
                        drawn.segments(),
                        2,
                        false,
                        true,
                        null,
                        true,
                        true,
                        drawn.call());
                Answer answer = new Answer("l" + random.nextInt(3), 0.5, 1.0, "text", List.of(0.5f, 1f));
                join.add(event, PairSide.of(event, new Asked(Map.of("x", 1.5), Map.of("c", "d"), 7L), answer), RULES);
            }
        }
        return join;
    }

    /** Of thousands of models each tells little; what one tells may be cut, and goes on in the next message. */
    @Example
    void shouldReadTheDeltasOfManyModelsBackFromFewMessages() {
        Map<String, Delta> deltas = new TreeMap<>();
        for (int model = 0; model < 5_000; model++) {
            deltas.put("model-" + model, delta(new Random(model), 3, START));
        }
        List<byte[]> messages = codec.write(deltas);
        assertThat(messages).hasSizeBetween(2, 20);
        Map<String, List<byte[]>> seen = new TreeMap<>();
        messages.forEach(message -> ((Message.Counted) codec.readMessage(message))
                .deltas()
                .keySet()
                .forEach(model ->
                        seen.computeIfAbsent(model, key -> new ArrayList<>()).add(message)));
        assertThat(seen.keySet()).isEqualTo(deltas.keySet());
        deltas.forEach(
                (model, delta) -> assertThat(read(model, seen.get(model))).isEqualTo(delta));
    }

    @Example
    void shouldWriteNothingOfNothing() {
        assertThat(codec.write(Map.of())).isEmpty();
        assertThat(write(new Delta(3, List.of()))).isEmpty();
    }

    @Property(tries = 200)
    void shouldSayThatABrokenDeltaIsOneOrReadAnother(@ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int cut) {
        byte[] message = write(delta(new Random(seed), 20, START)).get(0);
        byte[] broken = Arrays.copyOf(message, message.length * cut / 100);
        if (broken.length > 0) {
            broken[new Random(seed).nextInt(broken.length)] ^= 0x55;
        }
        try {
            codec.readMessage(broken);
        } catch (UncheckedIOException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    /** Half a day of arrears, counted in one go; what is corrected is read before its correction. */
    @Example
    void shouldCutADeltaThatDoesNotFitIntoARecord() {
        Combiner combiner = new Combiner(3, Duration.ofSeconds(11));
        for (int i = 0; i < 40_000; i++) {
            combiner.add(observation(new Random(i), "r" + i, START + 40_000 - i), LIMITS);
        }
        Delta delta = combiner.drain().get("sentiment");
        List<byte[]> messages = write(delta);

        assertThat(delta.corrections()).hasSizeGreaterThan(1_000);
        assertThat(messages).hasSizeGreaterThan(1).allSatisfy(message -> assertThat(message)
                .hasSizeLessThanOrEqualTo(StateCodec.LARGEST_MESSAGE));
        assertThat(read(messages)).isEqualTo(delta);
        assertThat(messages.stream()
                        .map(message -> read(List.of(message)))
                        .dropWhile(each -> each.corrections().isEmpty())
                        .skip(1)
                        .flatMap(each -> each.counts().stream()))
                .isEmpty();
    }

    /** Tasks of two versions run side by side during an upgrade. */
    @Example
    void shouldKeepTheBytesOfAWatermark() {
        byte[] bytes = codec.write(new Watermark(7, 1_700_000_000_123L));
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("029f071b0000018bcfe5687bff");
        assertThat(((Message.Read) codec.readMessage(bytes)).watermark())
                .isEqualTo(new Watermark(7, 1_700_000_000_123L));
    }

    @Example
    void shouldSayThatBytesAreNoMessage() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {9, 1}, new byte[] {1, 1})) {
            assertThatThrownBy(() -> codec.readMessage(bytes)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private List<byte[]> write(Delta delta) {
        return codec.write(Map.of(MODEL, delta));
    }

    private Delta read(List<byte[]> messages) {
        return read(MODEL, messages);
    }

    private Delta read(String model, List<byte[]> messages) {
        List<Delta.Count> counts = new ArrayList<>();
        List<Delta.Correction> corrections = new ArrayList<>();
        List<Delta.Pairs> pairs = new ArrayList<>();
        List<Delta.Outcomes> outcomes = new ArrayList<>();
        List<Delta.Contents> contents = new ArrayList<>();
        int partition = -1;
        for (byte[] message : messages) {
            Delta delta =
                    ((Message.Counted) codec.readMessage(message)).deltas().get(model);
            partition = delta.partition();
            counts.addAll(delta.counts());
            corrections.addAll(delta.corrections());
            pairs.addAll(delta.pairs());
            outcomes.addAll(delta.outcomes());
            contents.addAll(delta.contents());
        }
        return new Delta(partition, counts, corrections, pairs, outcomes, contents);
    }

    private static Delta delta(Random random, int events, long second) {
        Combiner combiner = new Combiner(0, Duration.ofSeconds(11));
        for (int i = 0; i < events; i++) {
            combiner.add(observation(random, second + "-" + i, second - random.nextInt(4)), LIMITS);
        }
        return combiner.drain().get("sentiment");
    }

    private static Observation observation(Random random, String id, long second) {
        Observation.Status[] statuses = Observation.Status.values();
        return new Observation(
                id,
                "sentiment",
                random.nextBoolean() ? "v1.0" : "v2.0",
                Role.SERVED,
                second * 1_000,
                random.nextBoolean() ? "u" + random.nextInt(100) : null,
                Segments.canonical(Map.of("user_type", random.nextBoolean() ? "free" : "paying")),
                random.nextInt(4) - 1,
                random.nextBoolean(),
                random.nextInt(5) > 0,
                null,
                true,
                random.nextBoolean(),
                random.nextInt(10) == 0
                        ? null
                        : new Observation.Call(
                                random.nextInt(6_000_000),
                                statuses[random.nextInt(statuses.length)],
                                random.nextInt(50_000),
                                Observation.ABSENT,
                                random.nextInt(9)));
    }
}
