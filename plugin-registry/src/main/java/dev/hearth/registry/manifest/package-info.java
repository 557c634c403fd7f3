/** Reads plugin manifests as they are found, and says what should be changed in them. */
@NullMarked
package dev.hearth.registry.manifest;

import org.jspecify.annotations.NullMarked;
