/** The list of models. */
@NullMarked
package dev.hearth.gateway.models;

import org.jspecify.annotations.NullMarked;
