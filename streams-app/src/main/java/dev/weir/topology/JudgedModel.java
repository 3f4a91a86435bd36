package dev.weir.topology;

import dev.weir.judge.ModelJudge;
import dev.weir.wire.ModelPieces;

/**
 * One model of a judge task, found once for all that is done about it: of ten thousand, most of the time would go into
 * looking them up. Not safe for use by several threads.
 */
final class JudgedModel {
    private final ModelJudge judge;
    private final ModelPieces pieces;
    private boolean isAwake;
    private boolean isChanged;
    private boolean isFailing;

    /** With its judge, and what is stored of it. */
    JudgedModel(ModelJudge judge, ModelPieces pieces) {
        this.judge = judge;
        this.pieces = pieces;
    }

    String name() {
        return judge.model();
    }

    ModelJudge judge() {
        return judge;
    }

    /** Time may change it from now on; false if it was so before. */
    boolean wake() {
        boolean wasAsleep = !isAwake;
        isAwake = true;
        return wasAsleep;
    }

    /** Puts it to sleep if time changes nothing of it. */
    boolean sleep() {
        isAwake = !judge.isIdle();
        return !isAwake;
    }

    /** It is to be stored; false if it was so before. */
    boolean change() {
        boolean wasUnchanged = !isChanged;
        isChanged = true;
        return wasUnchanged;
    }

    /** Stores what has changed. */
    void store(ModelPieces.Shelf shelf) {
        pieces.write(judge.takeChanges(), shelf);
        isChanged = false;
    }

    /** Whether it can be judged; true if that is news. */
    boolean fail(boolean fails) {
        boolean isNews = isFailing != fails;
        isFailing = fails;
        return isNews;
    }
}
