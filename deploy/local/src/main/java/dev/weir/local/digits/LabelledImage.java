package dev.weir.local.digits;

/**
 * An image and the truth about it.
 *
 * @param label the digit that was written, "0" to "9"
 * @param image what it looks like
 */
public record LabelledImage(String label, DigitImage image) {}
