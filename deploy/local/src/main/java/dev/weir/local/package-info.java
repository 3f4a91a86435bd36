/**
 * The {@code weir} command.
 *
 * <p>In: arguments. Out: the sub-command of the module that has it. May import every module; nothing imports it.
 */
package dev.weir.local;
