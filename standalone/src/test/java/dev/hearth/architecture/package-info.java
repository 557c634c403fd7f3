/** The rules of the house as tests, and for each rule code that breaks it. */
@NullMarked
package dev.hearth.architecture;

import org.jspecify.annotations.NullMarked;
