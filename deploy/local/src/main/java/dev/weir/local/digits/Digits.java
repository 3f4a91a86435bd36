package dev.weir.local.digits;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * The data set of handwritten digits in two halves: models learn from one and are asked about the other. The halves are
 * the same in every run.
 *
 * <p>Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository 1998, CC BY
 * 4.0; see SOURCE.md beside the file.
 *
 * @param training what models learn from, 898 images
 * @param heldOut what no model has seen, 899 images
 */
public record Digits(List<LabelledImage> training, List<LabelledImage> heldOut) {

    private static final String FILE = "digits.csv.gz";
    private static final long SPLIT_SEED = 1998;

    public Digits {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }

    /** Reads the data set that comes with the program. */
    public static Digits load() {
        List<LabelledImage> all = new ArrayList<>();
        try (InputStream file = Digits.class.getResourceAsStream(FILE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
            lines.lines()
                    .filter(line -> Character.isDigit(line.charAt(0)))
                    .map(Digits::parse)
                    .forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE + " from the class path", e);
        }
        // The file repeats the digits in order; halves cut from that would not be alike.
        Collections.shuffle(all, new Random(SPLIT_SEED));
        int half = all.size() / 2;
        return new Digits(all.subList(0, half), all.subList(half, all.size()));
    }

    private static LabelledImage parse(String line) {
        String[] fields = line.split(",");
        float[] ink = new float[fields.length - 1];
        for (int cell = 0; cell < ink.length; cell++) {
            ink[cell] = Float.parseFloat(fields[cell + 1]);
        }
        return new LabelledImage(fields[0], DigitImage.of(ink));
    }
}
