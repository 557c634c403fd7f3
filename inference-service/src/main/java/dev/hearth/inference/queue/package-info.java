/** Who may work at once on an engine, and who waits how long: fair shares for the teams. */
@NullMarked
package dev.hearth.inference.queue;

import org.jspecify.annotations.NullMarked;
