/** The built-in plugins: calculator and clock. */
@NullMarked
package dev.hearth.builtin;

import org.jspecify.annotations.NullMarked;
