package dev.weir.local.digits;

/**
 * What a model says about an image.
 *
 * @param label the digit, "0" to "9"
 * @param score how sure the model is, 0 to 1
 */
public record DigitPrediction(String label, double score) {

    public DigitPrediction {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score " + score + " is not from 0 to 1");
        }
    }
}
