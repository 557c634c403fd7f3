/** Finds the embedded engine's model file, and fetches the default one if there is none. */
@NullMarked
package dev.hearth.inference.model;

import org.jspecify.annotations.NullMarked;
