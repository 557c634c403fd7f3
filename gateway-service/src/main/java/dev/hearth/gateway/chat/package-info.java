/** Chat completions, streamed and plain. */
@NullMarked
package dev.hearth.gateway.chat;

import org.jspecify.annotations.NullMarked;
