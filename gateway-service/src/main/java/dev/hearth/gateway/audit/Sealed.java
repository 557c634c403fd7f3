package dev.hearth.gateway.audit;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes that {@link AuditSeal} made: a MAC or an encrypted text. A value; not to be changed. */
final class Sealed {

  private final byte[] bytes;

  Sealed(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Not a copy. */
  byte[] bytes() {
    return bytes;
  }

  String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** In the same time wherever they differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sealed sealed && MessageDigest.isEqual(bytes, sealed.bytes);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
