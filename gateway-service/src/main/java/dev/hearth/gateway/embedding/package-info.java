/** Embeddings: texts turned into vectors. */
@NullMarked
package dev.hearth.gateway.embedding;

import org.jspecify.annotations.NullMarked;
