/** The clock plugin: dates, times of day and time zones. */
@NullMarked
package dev.hearth.builtin.clock;

import org.jspecify.annotations.NullMarked;
