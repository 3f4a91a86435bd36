/**
 * What it costs to count an event, to weigh a block and to judge: six guardrails, none or twenty segments, one model of 500
 * requests a second, a tenth of them the candidate's; beside the least that counting an event can cost.
 */
package dev.weir.benchmark.judge;
