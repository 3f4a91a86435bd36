package dev.weir.local.digits;

import java.util.List;

/** A model that says which digit an image shows. Safe for use by several threads. */
public interface DigitModel {

    /** The variant's name, e.g. {@code v1.0}. */
    String version();

    /**
     * Classifies one image.
     *
     * @throws RuntimeException if the model has a fault that this image brings to light
     */
    DigitPrediction classify(DigitImage image);

    /** How often the model asks the feature store about this image, one after the other; at least once. */
    default int featureLookups(DigitImage image) {
        return 1;
    }

    /** Share of the images classified as what they are, 0 to 1; an image that makes the model fail counts as wrong. */
    default double accuracy(List<LabelledImage> images) {
        int right = 0;
        for (LabelledImage labelled : images) {
            try {
                if (classify(labelled.image()).label().equals(labelled.label())) {
                    right++;
                }
            } catch (RuntimeException fault) {
                // Not right, which is what is counted.
            }
        }
        return (double) right / images.size();
    }
}
