/**
 * Everything the demo needs, started in order and stopped in the reverse order: broker, registry, topics, model servers,
 * the streams application and two sidecars.
 *
 * <p>In: a directory. Out: addresses. The streams application and the sidecars are the classes of production, started
 * from the files a user would write; only the broker, the registry and the models are of this module.
 */
package dev.weir.local.platform;
