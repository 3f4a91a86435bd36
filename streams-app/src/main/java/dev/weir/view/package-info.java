/**
 * What the topics say, in memory, and the way to write to them.
 *
 * <p>Records of the control topics flow in; an immutable {@link dev.weir.view.ModelImage} of each model and events for
 * those who listen flow out. Plans and commands flow the other way, through {@link dev.weir.view.ControlSink}. Any
 * instance of the program can answer for every model, since the view is made from the topics alone. May import the
 * core, {@code wire} and the schemas module.
 */
package dev.weir.view;
