package dev.weir.wire;

import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is stored of one judge, in pieces, and how often. */
public final class StoredJudge {
    private final PieceCodec codec = new PieceCodec();
    private final String model;
    private ModelPieces pieces;

    public final SortedMap<String, byte[]> stored = new TreeMap<>();
    public final SortedMap<String, byte[]> lastPut = new TreeMap<>();

    public StoredJudge(String model) {
        this.model = model;
        this.pieces = new ModelPieces(codec, model);
    }

    /** Stores what has changed of the judge, as at a commit. */
    public void store(ModelJudge judge) {
        lastPut.clear();
        pieces.write(judge.takeChanges(), new ModelPieces.Shelf() {
            @Override
            public void put(String piece, byte[] bytes) {
                stored.put(piece, bytes);
                lastPut.put(piece, bytes);
            }

            @Override
            public void remove(String from, String to) {
                stored.subMap(from, to).clear();
            }
        });
    }

    /** The state as it was when it was stored last. */
    public ModelSnapshot read() {
        return codec.read(model, stored);
    }

    /** A task that begins anew: a judge with what was stored last. */
    public ModelJudge restore(JudgeSettings settings) {
        ModelSnapshot read = read();
        pieces = new ModelPieces(codec, read, stored);
        return ModelJudge.restore(read, settings);
    }
}
