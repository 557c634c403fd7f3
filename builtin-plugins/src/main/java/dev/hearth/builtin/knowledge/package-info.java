/** The knowledge plugin: a team's own documents, found by meaning and by words. */
@NullMarked
package dev.hearth.builtin.knowledge;

import org.jspecify.annotations.NullMarked;
