/** What the plugin-registry is asked: which tools fit, and to call one. */
@NullMarked
package dev.hearth.contracts.plugins;

import org.jspecify.annotations.NullMarked;
