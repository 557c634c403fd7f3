/**
 * The embedded engine: llama.cpp in a supervised child process, so that a native crash costs the
 * requests in flight and not the service.
 */
@NullMarked
package dev.hearth.inference.embedded;

import org.jspecify.annotations.NullMarked;
