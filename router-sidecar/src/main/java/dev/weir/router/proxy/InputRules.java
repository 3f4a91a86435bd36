package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonPointer;
import dev.weir.router.proxy.protocol.Inputs;
import java.util.HashMap;
import java.util.Map;

/**
 * What events tell of what a model is asked, beside its size: nothing, unless its file says so.
 *
 * @param byProtocol whether the first row of a request is read, by the names that its protocol gives ({@link Inputs})
 * @param places     name of a feature or category to where a request has it
 */
public record InputRules(boolean byProtocol, Map<String, RequestSource> places) {

    /** Nothing is read. */
    public static final InputRules NONE = new InputRules(false, Map.of());

    public InputRules {
        places = Map.copyOf(places);
        if (places.size() > Inputs.MOST) {
            throw new IllegalArgumentException(
                    "features names " + places.size() + " places, must be at most " + Inputs.MOST);
        }
    }

    boolean isEmpty() {
        return !byProtocol && places.isEmpty();
    }

    /** Returns the places in the body. */
    Map<String, JsonPointer> inBody() {
        Map<String, JsonPointer> inBody = new HashMap<>();
        places.forEach((name, place) -> {
            if (place.pointer() != null) {
                inBody.put(name, place.pointer());
            }
        });
        return inBody;
    }
}
