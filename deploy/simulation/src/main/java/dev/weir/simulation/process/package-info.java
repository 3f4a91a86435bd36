/** One statistic at a time, request by request or block by block, until it decides or the horizon is reached. */
package dev.weir.simulation.process;
