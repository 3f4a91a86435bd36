package dev.weir.http;

import io.vertx.ext.web.RoutingContext;

/** Who sends a request. */
final class Person {
    /** Header that names the person; a proxy that authenticates sets it. */
    static final String HEADER = "X-Weir-User";

    private static final String NOBODY_NAMED = "api";
    private static final int LONGEST = 200;

    private Person() {}

    /** The name of the token it came with; without tokens the one in {@value #HEADER}, or "api". */
    static String of(RoutingContext context) {
        return Access.holder(context).orElseGet(() -> named(context));
    }

    private static String named(RoutingContext context) {
        String name = context.request().getHeader(HEADER);
        if (name == null || name.isBlank()) {
            return NOBODY_NAMED;
        }
        String stripped = name.strip();
        if (stripped.equals(dev.weir.rollout.Decision.WEIR) || stripped.length() > LONGEST) {
            throw ProblemException.badHeader(
                    ProblemType.BAD_REQUEST,
                    HEADER,
                    "must be a person's name of at most " + LONGEST
                            + " characters; 'weir' signs decisions that follow from evidence");
        }
        return stripped;
    }
}
