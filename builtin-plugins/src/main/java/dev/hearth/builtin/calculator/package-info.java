/** The calculator plugin: exact decimal arithmetic and units of measure. */
@NullMarked
package dev.hearth.builtin.calculator;

import org.jspecify.annotations.NullMarked;
