/** Finds the tools that fit a question. */
@NullMarked
package dev.hearth.registry.search;

import org.jspecify.annotations.NullMarked;
