package dev.weir.router.ofrep;

import dev.weir.router.selection.RouteImage;
import java.util.Map;
import java.util.function.Supplier;

/** The name of the flags in force, made once for each image. Thread-safe. */
final class ConfigTags implements Supplier<ConfigTag> {

    private final Supplier<RouteImage> images;
    private final Supplier<Map<String, String>> firstVariants;
    private volatile Named last;

    /** The name of an image together with the models of a file. */
    private record Named(ConfigTag tag, Map<String, String> firstVariants) {}

    /**
     * Makes the names.
     *
     * @param images        tables in force
     * @param firstVariants model to the variant that serves while it has no table
     */
    ConfigTags(Supplier<RouteImage> images, Supplier<Map<String, String>> firstVariants) {
        this.images = images;
        this.firstVariants = firstVariants;
        this.last = named(RouteImage.EMPTY, firstVariants.get());
    }

    @Override
    public ConfigTag get() {
        RouteImage image = images.get();
        Map<String, String> variants = firstVariants.get();
        Named held = last;
        // By identity: both are made anew when something in them changes, and only then.
        if (held.tag().image() != image || held.firstVariants() != variants) {
            held = named(image, variants);
            last = held;
        }
        return held.tag();
    }

    private static Named named(RouteImage image, Map<String, String> firstVariants) {
        return new Named(ConfigTag.of(image, firstVariants), firstVariants);
    }
}
