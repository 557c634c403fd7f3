/** The plugins, their versions and tools as they are stored. */
@NullMarked
package dev.hearth.registry.catalog;

import org.jspecify.annotations.NullMarked;
