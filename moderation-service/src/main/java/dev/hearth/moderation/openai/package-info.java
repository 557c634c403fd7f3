/** OpenAI's moderations endpoint, as the gateway passes it through. */
@NullMarked
package dev.hearth.moderation.openai;

import org.jspecify.annotations.NullMarked;
