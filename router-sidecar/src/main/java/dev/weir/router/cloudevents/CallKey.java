package dev.weir.router.cloudevents;

/**
 * What a request and its response have in common.
 *
 * @param id      id of the user's request
 * @param model   logical endpoint
 * @param variant version that answered
 */
record CallKey(String id, String model, String variant) {}
