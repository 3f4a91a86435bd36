package dev.weir.local.digits;

import java.util.Arrays;

/** A handwritten digit as 8 x 8 cells, row by row, each with ink from 0 (paper) to 16 (all black). Immutable. */
public final class DigitImage {

    /** Number of cells. */
    public static final int CELLS = 64;

    /** Ink of a cell that is all black. */
    public static final float FULL_INK = 16;

    private final float[] ink;

    private DigitImage(float[] ink) {
        this.ink = ink;
    }

    /**
     * The image of these cells.
     *
     * @throws IllegalArgumentException if there are not 64 of them or one is not from 0 to 16
     */
    public static DigitImage of(float[] ink) {
        if (ink.length != CELLS) {
            throw new IllegalArgumentException("an image has " + CELLS + " cells, not " + ink.length);
        }
        for (int cell = 0; cell < CELLS; cell++) {
            if (!(ink[cell] >= 0 && ink[cell] <= FULL_INK)) {
                throw new IllegalArgumentException("cell " + cell + " has ink " + ink[cell] + "; write 0 to 16");
            }
        }
        return new DigitImage(ink.clone());
    }

    /** Ink of one cell, 0 to 16. */
    public float ink(int cell) {
        return ink[cell];
    }

    /** Ink of all cells together, 0 to 1024; the digits of the data set have 200 to 420. */
    public float totalInk() {
        float total = 0;
        for (float cell : ink) {
            total += cell;
        }
        return total;
    }

    /** Squared Euclidean distance between the cells of this image and those of another. */
    double squaredDistance(DigitImage other) {
        double sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            double difference = ink[cell] - other.ink[cell];
            sum += difference * difference;
        }
        return sum;
    }

    /** The cell-wise mean of at least one image. */
    static DigitImage mean(Iterable<DigitImage> images) {
        float[] sum = new float[CELLS];
        int count = 0;
        for (DigitImage image : images) {
            for (int cell = 0; cell < CELLS; cell++) {
                sum[cell] += image.ink[cell];
            }
            count++;
        }
        if (count == 0) {
            throw new IllegalArgumentException("there is no mean of no images");
        }
        for (int cell = 0; cell < CELLS; cell++) {
            sum[cell] /= count;
        }
        return new DigitImage(sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DigitImage that && Arrays.equals(ink, that.ink);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ink);
    }
}
