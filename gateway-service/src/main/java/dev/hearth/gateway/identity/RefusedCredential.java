package dev.hearth.gateway.identity;

import dev.hearth.base.ServiceException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A credential that is not good: 401. */
public final class RefusedCredential extends ServiceException {

  @Serial private static final long serialVersionUID = 1;

  private final boolean genuine;

  /**
   * A refusal.
   *
   * @param genuine whether the credential is provably one that was issued, so that showing it is no
   *     guess
   */
  RefusedCredential(String code, String message, boolean genuine, @Nullable Throwable cause) {
    super(HttpStatus.UNAUTHORIZED, code, message, null, null, cause);
    this.genuine = genuine;
  }

  /** Whether the credential is provably one that was issued. */
  boolean genuine() {
    return genuine;
  }
}
