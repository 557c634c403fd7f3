/** The embedding model that is part of Hearth: all-MiniLM-L6-v2, in this JVM. */
@NullMarked
package dev.hearth.inference.embedding;

import org.jspecify.annotations.NullMarked;
