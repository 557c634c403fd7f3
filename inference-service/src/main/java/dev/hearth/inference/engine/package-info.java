/** What every engine does: list its models, and generate text with one of them. */
@NullMarked
package dev.hearth.inference.engine;

import org.jspecify.annotations.NullMarked;
