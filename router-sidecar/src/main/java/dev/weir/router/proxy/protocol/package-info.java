/**
 * What is particular to one kind of model server: a request's head and the beginning of its body flow in, the model it
 * asks for flows out; a captured answer flows in, a prediction and what it cost flow out. Knows no connection and no
 * routing table. Imports the values of {@code report}, Vert.x's buffers and Jackson.
 */
package dev.weir.router.proxy.protocol;
