/** Registers, lists, enables and removes plugins: the public part of the registry. */
@NullMarked
package dev.hearth.registry.registration;

import org.jspecify.annotations.NullMarked;
