/**
 * The loop in which a model uses tools: natively where it can, and otherwise by decisions that are
 * constrained to what there is and to what was said.
 */
@NullMarked
package dev.hearth.inference.loop;

import org.jspecify.annotations.NullMarked;
