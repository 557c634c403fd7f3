/** Turns OpenAPI documents into operations that a model can call. */
@NullMarked
package dev.hearth.registry.openapi;

import org.jspecify.annotations.NullMarked;
