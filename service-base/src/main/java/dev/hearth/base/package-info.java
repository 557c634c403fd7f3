/**
 * What every service behind the gateway does alike: it verifies the service token, keeps the
 * deadline, answers failures as problem details, and calls its neighbours with both.
 */
@NullMarked
package dev.hearth.base;

import org.jspecify.annotations.NullMarked;
