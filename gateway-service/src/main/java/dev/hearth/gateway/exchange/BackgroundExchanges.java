package dev.hearth.gateway.exchange;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceTokens;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.audit.AuditTrail;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.misuse.MisuseWatch;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Opens exchanges for work that goes on while no request waits for it. It is admitted, counted and
 * recorded like a request of the key that asked for it. Thread-safe.
 */
@Component
public final class BackgroundExchanges {

  /** The method that audit records of such work show. */
  public static final String METHOD = "RUN";

  private final Admission admission;
  private final AuditTrail trail;
  private final MisuseWatch misuse;
  private final ServiceTokens tokens;

  BackgroundExchanges(
      Admission admission, AuditTrail trail, MisuseWatch misuse, ServiceTokens tokens) {
    this.admission = admission;
    this.trail = trail;
    this.misuse = misuse;
    this.tokens = tokens;
  }

  /**
   * Opens an exchange. Its {@link Exchange#permit} must be closed, and {@link Exchange#record}
   * called before.
   *
   * @param identity on whose behalf
   * @param path what the audit record shows as the path
   * @param timeout when the work must be done
   * @throws ServiceException 429 or 503 if it is not admitted now
   */
  public Exchange open(Identity identity, String path, Duration timeout) {
    Admission.Permit permit = admission.enter(identity);
    try {
      permit.checkRequests();
      String requestId = "req_" + UUID.randomUUID().toString().replace("-", "");
      return new Exchange(
          METHOD, path, null, requestId, identity, permit, trail, misuse, tokens, timeout);
    } catch (RuntimeException refused) {
      permit.close();
      throw refused;
    }
  }
}
