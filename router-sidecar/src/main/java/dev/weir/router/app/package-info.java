/**
 * The program: a file, environment variables and flags flow in, a running router flows out. Wires all other packages of
 * the router together, and is imported by none of them.
 */
package dev.weir.router.app;
