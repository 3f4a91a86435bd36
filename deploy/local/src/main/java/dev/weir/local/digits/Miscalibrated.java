package dev.weir.local.digits;

/**
 * A good model with a careless addition, the demo's v2.1: it weighs the score by how much ink there is, from a table.
 *
 * <p>Two faults, each shown by some images only, as faults are:
 *
 * <ul>
 *   <li>The table was made from too few examples. It ends at {@value #TABLE_END} units of ink, and bold digits fall off
 *       its end: an {@link ArrayIndexOutOfBoundsException} on about one image in seven.
 *   <li>For thin digits (less than {@value #THIN} units of ink) it asks the feature store again for both neighbouring
 *       rows of the table, one after the other: three times the look-ups on about four images in ten.
 * </ul>
 */
final class Miscalibrated implements DigitModel {

    private static final int ROW_INK = 10;
    private static final int TABLE_END = 350;
    private static final int THIN = 305;
    private static final int LOOKUPS_OF_THIN = 3;

    private final String version;
    private final DigitModel model;
    private final double[] confidenceByInk = new double[TABLE_END / ROW_INK];

    /** Adds the table to a model. */
    public Miscalibrated(String version, DigitModel model) {
        this.version = version;
        this.model = model;
        for (int row = 0; row < confidenceByInk.length; row++) {
            confidenceByInk[row] = 0.9 + 0.1 * row / confidenceByInk.length;
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public DigitPrediction classify(DigitImage image) {
        DigitPrediction prediction = model.classify(image);
        double confidence = confidenceByInk[(int) image.totalInk() / ROW_INK];
        return new DigitPrediction(prediction.label(), prediction.score() * confidence);
    }

    @Override
    public int featureLookups(DigitImage image) {
        return image.totalInk() < THIN ? LOOKUPS_OF_THIN : model.featureLookups(image);
    }
}
