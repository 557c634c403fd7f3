package dev.hearth.base;

import dev.hearth.contracts.Caller;
import java.util.function.Function;

/**
 * What a service does for callers in its own JVM, as its controllers do it for those that come over
 * HTTP. A bean of it is all that a service needs to be called directly; see {@link Neighbours}.
 *
 * @param api an interface of the contracts
 * @param service carries out the calls of a caller whose token was verified. What it throws is told
 *     as {@link ServiceProblems} would. A method that answers an {@code InputStream} returns at
 *     once: it runs on its caller's thread.
 * @param <T> the interface
 */
public record Offer<T>(Class<T> api, Function<Caller, T> service) {}
