/** Wires the streams application up: settings in, a running topology and control plane out. May import everything. */
package dev.weir.app;
