/** One error, answered in OpenAI's shape or as a problem detail, as the path demands. */
@NullMarked
package dev.hearth.gateway.error;

import org.jspecify.annotations.NullMarked;
