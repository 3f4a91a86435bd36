/**
 * The core driven by logs of events instead of topics: the same counting, joining and judging, with the time of the events as
 * the clock. In: logs and plans; out: what would have been published. Stands to the right of the judge: may import all of
 * the core, and nothing else.
 */
package dev.weir.replay;
