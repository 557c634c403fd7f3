/** Documentation that is made from the code, kept equal to it. */
@NullMarked
package dev.hearth.docs;

import org.jspecify.annotations.NullMarked;
