/**
 * Real classifiers of handwritten digits behind real inference servers: the models the demo rolls out.
 *
 * <p>In: images, from the data set or over the Open Inference Protocol. Out: the digit and how sure the model is. One of
 * the models is better than the one before it, one is broken in ways that only some images show. Imports Vert.x for the
 * server; the classifiers import nothing but the JDK.
 */
package dev.weir.local.digits;
