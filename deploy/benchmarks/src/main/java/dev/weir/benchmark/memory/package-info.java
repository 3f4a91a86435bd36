/** What the streams application keeps of a model: bytes of heap and of stored state for each variant and segment. */
package dev.weir.benchmark.memory;
