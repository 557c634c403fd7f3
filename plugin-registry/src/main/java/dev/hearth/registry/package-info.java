/** The plugin-registry: registers plugins and calls their tools on a model's behalf. */
@NullMarked
package dev.hearth.registry;

import org.jspecify.annotations.NullMarked;
