package dev.weir.router.ofrep;

/** Why a flag, or a whole request, could not be evaluated, in the words of the protocol. */
enum ErrorCode {
    /** The body is no JSON object. */
    PARSE_ERROR,
    /** The context has no targeting key. */
    TARGETING_KEY_MISSING,
    /** The context, or its targeting key, has the wrong type. */
    INVALID_CONTEXT,
    /** The router knows no such model. */
    FLAG_NOT_FOUND,
    /** Anything else. */
    GENERAL
}
