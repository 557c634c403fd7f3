package dev.hearth.gateway.identity;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Scope;
import dev.hearth.gateway.policy.Priority;
import dev.hearth.gateway.policy.TeamPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Tells who sent a request, by the API key or the issuer's token that it shows. Thread-safe. */
@Component
public final class Callers {

  private final ApiKeys keys;
  private final IssuedTokens tokens;
  private final Teams teams;
  private final Suspensions suspensions;
  private final LastUses lastUses;
  private final GuessLockout lockout;
  private final Sources sources;

  /** Forged tokens from sources that are locked out never take more than half of the processors. */
  private final Semaphore doubtful =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  Callers(
      ApiKeys keys,
      IssuedTokens tokens,
      Teams teams,
      Suspensions suspensions,
      LastUses lastUses,
      GuessLockout lockout,
      Sources sources) {
    this.keys = keys;
    this.tokens = tokens;
    this.teams = teams;
    this.suspensions = suspensions;
    this.lastUses = lastUses;
    this.lockout = lockout;
    this.sources = sources;
  }

  /**
   * Who it is. A key that never was, one that has expired and one that was revoked are answered
   * alike. One that is suspended is known, but not authenticated. A token whose signature is good
   * is nobody's guess, so no lockout keeps it out.
   *
   * @param credential what stands behind {@code Bearer}
   * @throws RefusedCredential if it is not good
   * @throws ServiceException 429 if the source has guessed too often, 403 if the caller is in no
   *     team, 503 if that cannot be told at the moment
   * @throws org.springframework.dao.DataAccessException if the database cannot be asked
   */
  public KeyAuthentication identify(HttpServletRequest request, String credential) {
    String source = sources.of(request);
    KeySecret.Hash hash = new KeySecret(credential).hash();
    boolean token = tokens.looksLikeOne(credential);
    Optional<Duration> locked = lockout.lockedOut(source, hash);
    if (locked.isPresent() && !token) {
      throw lockedOut(locked.get());
    }
    Identity identity;
    try {
      identity = token ? byToken(verified(credential, locked.isPresent())) : byKey(credential);
    } catch (RefusedCredential refused) {
      if (refused.genuine()) {
        throw refused;
      }
      if (locked.isPresent()) {
        throw lockedOut(locked.get());
      }
      lockout.failed(source);
      throw refused;
    }
    lockout.succeeded(source, hash);
    return suspensions.contains(identity.keyId())
        ? KeyAuthentication.suspended(identity)
        : new KeyAuthentication(identity);
  }

  /** A request that shows something, but nothing that could be a credential. */
  public RefusedCredential notACredential(HttpServletRequest request) {
    lockout.failed(sources.of(request));
    return wrongKey();
  }

  /**
   * Who it is that asked before for work which goes on without a request. Whether a key is still
   * good is not looked at.
   *
   * @param id the id of the key, or of the subject of a token
   * @param scopes what it might do when it asked
   * @throws ServiceException 403 if its team is gone
   */
  public Identity again(UUID id, String team, Set<Scope> scopes) {
    return keys.find(id)
        .map(this::of)
        .orElseGet(
            () -> {
              TeamPolicy policy = policy(team);
              return new Identity(id, team, scopes, Grants.ALL, policy.keyLimits(), policy);
            });
  }

  private Identity byKey(String credential) {
    ApiKey key = keys.verify(credential).orElseThrow(Callers::wrongKey);
    lastUses.note(key.id());
    return of(key);
  }

  private Identity of(ApiKey key) {
    TeamPolicy policy = policy(key.team());
    Priority own = key.terms().priority();
    return new Identity(
        key.id(),
        key.team(),
        key.scopes(),
        key.terms().grants(),
        key.terms().limits().or(policy.keyLimits()),
        own == null ? policy : policy.with(own));
  }

  private IssuedTokens.Verified verified(String credential, boolean lockedOut) {
    if (!lockedOut) {
      return tokens.verify(credential);
    }
    if (!doubtful.tryAcquire()) {
      throw lockedOut(Duration.ofSeconds(1));
    }
    try {
      return tokens.verify(credential);
    } finally {
      doubtful.release();
    }
  }

  private Identity byToken(IssuedTokens.Verified token) {
    TokenSubject subject = token.subject();
    TeamPolicy policy = policy(subject.team());
    lastUses.note(subject);
    return new Identity(
        subject.id(), subject.team(), token.scopes(), Grants.ALL, policy.keyLimits(), policy);
  }

  private TeamPolicy policy(String team) {
    return teams
        .remembered(team)
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.FORBIDDEN, "no_team", "The token belongs to no team here."))
        .policy();
  }

  private static RefusedCredential wrongKey() {
    return new RefusedCredential(
        "invalid_api_key",
        "The API key is not valid: it does not exist, has expired or was revoked.",
        false,
        null);
  }

  private static ServiceException lockedOut(Duration left) {
    int seconds = Math.toIntExact(Math.max(1, Math.ceilDiv(left.toMillis(), 1000)));
    return new ServiceException(
        HttpStatus.TOO_MANY_REQUESTS,
        "too_many_failures",
        "Too many wrong credentials came from this address; try again in " + seconds + " s.",
        null,
        seconds,
        null);
  }
}
