/** Keeps what plugins are called with: sealed at rest, sent to the plugin's own host only. */
@NullMarked
package dev.hearth.registry.credentials;

import org.jspecify.annotations.NullMarked;
