package dev.weir.router.ofrep;

import dev.weir.router.selection.RouteImage;
import java.util.Map;
import java.util.function.Supplier;

/** The name of the flags in force, made once for each image. Thread-safe. */
final class ConfigTags implements Supplier<ConfigTag> {

    private final Supplier<RouteImage> images;
    private final Map<String, String> firstVariants;
    private volatile ConfigTag last;

    /**
     * Makes the names.
     *
     * @param images        tables in force
     * @param firstVariants model to the variant that serves while it has no table
     */
    ConfigTags(Supplier<RouteImage> images, Map<String, String> firstVariants) {
        this.images = images;
        this.firstVariants = Map.copyOf(firstVariants);
        this.last = ConfigTag.of(RouteImage.EMPTY, firstVariants);
    }

    @Override
    public ConfigTag get() {
        RouteImage image = images.get();
        ConfigTag held = last;
        if (held.image() != image) {
            held = ConfigTag.of(image, firstVariants);
            last = held;
        }
        return held;
    }
}
