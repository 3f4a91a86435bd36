package dev.weir.wire;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.Completeness;
import dev.weir.evidence.OpenSeconds;
import dev.weir.evidence.SecondCounts;
import dev.weir.evidence.Trial;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.OpenAlerts;
import dev.weir.judge.Reading;
import dev.weir.judge.SidecarWord;
import dev.weir.judge.StoredAccuracy;
import dev.weir.judge.StoredDrift;
import dev.weir.rollout.ModelState;
import dev.weir.verdict.Check;
import dev.weir.verdict.Verdict;
import dev.weir.window.KeptWindow;
import dev.weir.window.PairTally;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The pieces of a judge's state as bytes, and the state from all its pieces. Not safe for use by several threads.
 *
 * <p>Pieces have names in which those of a kind stand in the order of their seconds. The trial is a piece that is written
 * seldom, and the seconds that have closed since are pieces beside it: taken into it once more, they give the same trial bit
 * for bit.
 */
public final class PieceCodec {
    static final String HEAD = "h";
    static final String STATE = "s";
    static final String PUBLISHED = "p";
    static final String ALERTS = "a";
    static final String FLEET = "f";
    static final String ACCURACY = "w";
    static final String DRIFT = "d";
    static final String REFERENCES = "r";
    static final String TRIAL = "t";
    static final char CLOSED = 'c';
    static final char OPEN = 'o';
    static final char WINDOW = 'm';

    /** The first byte of a head; it changes when pieces of before cannot be read. */
    private static final byte FORMAT = 2;

    private static final HexFormat HEX = HexFormat.of();

    private final ObjectMapper mapper = StateMapper.create();
    private final SecondCodec seconds = new SecondCodec(this::write, bytes -> read(bytes, 0, PairTally.class));

    /**
     * What is small and changes with each closed second.
     *
     * @param completeness how complete the last seconds were, packed
     * @param latest       the latest verdict, without its checks
     * @param checks       the checks of the latest verdict, as bytes
     * @param isPublished  whether the latest verdict is the one that was published last
     * @param readings     what came to be known since; of a version that did not say so it is null
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    private record Head(
            long front,
            byte[] completeness,
            long lastUnrouted,
            long metricsFrom,
            Verdict latest,
            byte[] checks,
            boolean isPublished,
            long verdicts,
            Instant judgedAt,
            Instant closedUntil,
            List<Reading> readings) {}

    /** The name of a piece of a kind and second, in whose order those of a kind are. */
    static String name(char kind, long second) {
        return kind + HEX.toHexDigits(second ^ Long.MIN_VALUE);
    }

    /** The head, of which what is larger is bytes already. */
    byte[] head(ModelSnapshot rest, byte[] completeness, byte[] checks) {
        byte[] body = write(new Head(
                rest.front(),
                completeness,
                rest.lastUnrouted(),
                rest.metricsFrom(),
                with(rest.latest(), List.of()),
                checks,
                rest.latest() == rest.published(),
                rest.verdicts(),
                rest.judgedAt(),
                rest.closedUntil(),
                rest.readings()));
        byte[] head = new byte[body.length + 1];
        head[0] = FORMAT;
        System.arraycopy(body, 0, head, 1, body.length);
        return head;
    }

    private static Verdict with(Verdict verdict, List<Check> checks) {
        return verdict == null
                ? null
                : new Verdict(
                        verdict.id(),
                        verdict.at(),
                        verdict.kind(),
                        verdict.status(),
                        verdict.recommendation(),
                        verdict.standing(),
                        verdict.message(),
                        checks,
                        verdict.baselineSamples(),
                        verdict.candidateSamples(),
                        verdict.abStatus());
    }

    byte[] completeness(List<Completeness.Share> shares) {
        return seconds.write(shares);
    }

    byte[] write(SecondCounts open) {
        return seconds.write(open);
    }

    byte[] write(ClosedSecond closed) {
        return seconds.write(closed);
    }

    byte[] write(KeptWindow window) {
        return seconds.write(window);
    }

    byte[] write(Object part) {
        try {
            return mapper.writeValueAsBytes(part);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write a " + part.getClass().getSimpleName(), e);
        }
    }

    /**
     * The state of a model.
     *
     * @param model  its name
     * @param pieces all that was stored of it, by the pieces' names
     * @throws UnreadableStateException if that is not the whole state of a model, or another version's
     */
    public ModelSnapshot read(String model, SortedMap<String, byte[]> pieces) {
        byte[] bytes = pieces.get(HEAD);
        if (bytes == null || bytes.length == 0 || bytes[0] != FORMAT) {
            throw UnreadableStateException.ofAnotherVersion(model);
        }
        try {
            return state(pieces, read(bytes, 1, Head.class));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw UnreadableStateException.broken(model, e);
        }
    }

    private ModelSnapshot state(SortedMap<String, byte[]> pieces, Head head) {
        Verdict latest = with(head.latest, List.of(read(head.checks, 0, Check[].class)));
        List<SecondCounts> open = new ArrayList<>();
        List<KeptWindow> windows = new ArrayList<>();
        pieces.forEach((name, bytes) -> {
            switch (name.charAt(0)) {
                case OPEN -> open.add(seconds.readOpen(second(name), bytes));
                case WINDOW -> windows.add(seconds.readWindow(second(name), bytes));
                default -> {}
            }
        });
        return new ModelSnapshot(
                required(part(pieces, STATE, ModelState.class), STATE),
                trial(pieces, head.front),
                head.front,
                OpenSeconds.byPartition(open),
                seconds.readShares(head.completeness),
                head.lastUnrouted,
                windows,
                head.metricsFrom,
                latest,
                head.isPublished ? latest : part(pieces, PUBLISHED, Verdict.class),
                head.verdicts,
                head.judgedAt,
                head.closedUntil,
                part(pieces, ALERTS, OpenAlerts.class),
                words(pieces),
                part(pieces, ACCURACY, StoredAccuracy.class),
                drift(pieces),
                head.readings);
    }

    private Trial trial(SortedMap<String, byte[]> pieces, long front) {
        Trial trial = part(pieces, TRIAL, Trial.class);
        for (Map.Entry<String, byte[]> piece : pieces.entrySet()) {
            if (piece.getKey().charAt(0) == CLOSED) {
                long second = second(piece.getKey());
                requireNext(required(trial, TRIAL), second);
                trial = trial.take(seconds.readClosed(second, piece.getValue()));
            }
        }
        if (trial != null) {
            requireNext(trial, front);
        }
        return trial;
    }

    /** Seconds close one after the other. */
    private static void requireNext(Trial trial, long second) {
        if (trial.until() >= 0 && trial.until() != second) {
            throw new IllegalArgumentException("second " + trial.until() + " should be there, not " + second);
        }
    }

    private StoredDrift drift(SortedMap<String, byte[]> pieces) {
        StoredDrift drift = part(pieces, DRIFT, StoredDrift.class);
        StoredDrift.References references = part(pieces, REFERENCES, StoredDrift.References.class);
        return drift == null || references == null ? drift : drift.with(references);
    }

    private List<SidecarWord> words(SortedMap<String, byte[]> pieces) {
        SidecarWord[] words = part(pieces, FLEET, SidecarWord[].class);
        return words == null ? List.of() : Arrays.asList(words);
    }

    private <T> T part(SortedMap<String, byte[]> pieces, String name, Class<T> type) {
        byte[] bytes = pieces.get(name);
        return bytes == null ? null : read(bytes, 0, type);
    }

    private static <T> T required(T part, String name) {
        if (part == null) {
            throw new IllegalArgumentException("there is no piece " + name);
        }
        return part;
    }

    private static long second(String name) {
        return HexFormat.fromHexDigitsToLong(name, 1, name.length()) ^ Long.MIN_VALUE;
    }

    private <T> T read(byte[] bytes, int offset, Class<T> type) {
        try {
            return mapper.readValue(bytes, offset, bytes.length - offset, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read a " + type.getSimpleName(), e);
        }
    }
}
