/**
 * The benchmark of what models can do with tools: sets of tasks, their checkers, and the report.
 */
@NullMarked
package dev.hearth.standalone.react;

import org.jspecify.annotations.NullMarked;
