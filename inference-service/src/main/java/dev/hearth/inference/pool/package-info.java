/** Several servers behind one engine: which one works, which is set aside, and why. */
@NullMarked
package dev.hearth.inference.pool;

import org.jspecify.annotations.NullMarked;
