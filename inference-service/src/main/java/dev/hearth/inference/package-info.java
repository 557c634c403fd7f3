/** The inference-service: runs models on engines, and the loop in which a model uses tools. */
@NullMarked
package dev.hearth.inference;

import org.jspecify.annotations.NullMarked;
