package dev.hearth.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The text of an API key while it is in memory. A generated key is {@code hearth_<prefix>_<secret>}
 * with 256 random bits in the secret, which is why plain SHA-256 is enough to store it: there is
 * nothing to guess that a slow hash would protect.
 */
record KeySecret(String text) {

  /** The shortest and the longest key that is accepted, in characters. */
  static final int SHORTEST = 24;

  static final int LONGEST = 200;

  private static final SecureRandom RANDOM = new SecureRandom();

  static KeySecret generate() {
    byte[] prefix = new byte[4];
    byte[] secret = new byte[32];
    RANDOM.nextBytes(prefix);
    RANDOM.nextBytes(secret);
    HexFormat hex = HexFormat.of();
    return new KeySecret("hearth_" + hex.formatHex(prefix) + "_" + hex.formatHex(secret));
  }

  /** Whether a text could be a key at all: 24 to 200 printable ASCII characters. */
  static boolean plausible(String text) {
    return text.length() >= SHORTEST
        && text.length() <= LONGEST
        && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }

  /** What may be shown to tell keys apart; only of a generated key. */
  String prefix() {
    return text.substring(0, "hearth_".length() + 8);
  }

  Hash hash() {
    try {
      return new Hash(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "KeySecret";
  }

  /** A key's SHA-256, equal in constant time. */
  static final class Hash {

    private final byte[] bytes;

    Hash(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Hash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
