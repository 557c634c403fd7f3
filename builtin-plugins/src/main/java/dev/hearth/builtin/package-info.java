/** The built-in plugins: calculator, clock and knowledge. */
@NullMarked
package dev.hearth.builtin;

import org.jspecify.annotations.NullMarked;
