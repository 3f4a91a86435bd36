package dev.weir.local.digits;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The variants of the model {@value #MODEL} that the demo rolls out. */
public final class DigitVariants {

    /** The logical endpoint. */
    public static final String MODEL = "digits";

    /** In charge at first; right about nine times in ten. */
    public static final String V1_0 = "v1.0";

    /** The improvement, right about 98 times in a hundred at the same latency. */
    public static final String V2_0 = "v2.0";

    /** The broken build: v2.0 with errors on some images and three times the look-ups on others. */
    public static final String V2_1 = "v2.1";

    private static final Logger LOG = LoggerFactory.getLogger(DigitVariants.class);
    private static final int NEIGHBOURS = 3;

    private DigitVariants() {}

    /** Trains all three and logs how good each is on the images none of them has seen. */
    public static List<DigitModel> train(Digits digits) {
        DigitModel neighbours = new NearestNeighbours(V2_0, digits.training(), NEIGHBOURS);
        List<DigitModel> models =
                List.of(new NearestCentroid(V1_0, digits.training()), neighbours, new Miscalibrated(V2_1, neighbours));
        for (DigitModel model : models) {
            LOG.info(
                    "model trained model={} variant={} heldOutAccuracy={}",
                    MODEL,
                    model.version(),
                    model.accuracy(digits.heldOut()));
        }
        return models;
    }
}
