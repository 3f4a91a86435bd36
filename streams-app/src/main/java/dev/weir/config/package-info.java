/**
 * What people write: the settings of the program and the rollout files.
 *
 * <p>YAML or JSON text, environment variables and flags flow in; {@link dev.weir.config.AppConfig} and core plans flow
 * out, or a list of problems, each with its line and what to write instead. Files are read into a small tree that knows
 * its lines first, so that everything wrong with a file is said at once. May import the core and the schemas module;
 * opens no connection.
 */
package dev.weir.config;
