/** JSON Schema: as a grammar that a model is held to, and narrowed to what a question names. */
@NullMarked
package dev.hearth.inference.schema;

import org.jspecify.annotations.NullMarked;
