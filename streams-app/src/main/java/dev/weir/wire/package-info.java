/**
 * Where the core's records meet the outside's: Avro on the topics, JSON over HTTP, CBOR in Weir's own state. The core
 * knows nothing of it.
 */
package dev.weir.wire;
