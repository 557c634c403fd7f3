/** Checks of what Hearth is deployed with: manifests, policies, images and the compose file. */
@NullMarked
package dev.hearth.deploy;

import org.jspecify.annotations.NullMarked;
