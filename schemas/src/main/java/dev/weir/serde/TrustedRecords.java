package dev.weir.serde;

import dev.weir.schema.InferenceEvent;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that Weir's generated classes may be instantiated from data.
 *
 * <p>Since 1.12.2 Avro refuses every class a schema names unless it is trusted; without this each program would have to
 * start with a system property. What was trusted before stays trusted, nothing beyond the generated package is added.
 */
public final class TrustedRecords {

    private static final String PACKAGE = InferenceEvent.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(PACKAGE)));
    }

    private TrustedRecords() {}

    /** Makes sure that the classes are trusted from now on; any later call does nothing. */
    public static void declare() {
        // the work is done once, by the static initialiser, under the class loader's lock
    }
}
