/**
 * The service's HTTP interface: the models of all engines, and completions as a stream of events.
 */
@NullMarked
package dev.hearth.inference.completion;

import org.jspecify.annotations.NullMarked;
