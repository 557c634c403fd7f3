package dev.hearth.gateway.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody whom an issuer's token names.
 *
 * @param id by which the subject is administered and audited; made from issuer and subject
 * @param issuer the token's {@code iss}
 * @param subject the token's {@code sub}
 * @param team the team of the newest token
 * @param seenAt when the newest token came
 */
record TokenSubject(UUID id, String issuer, String subject, String team, Instant seenAt) {

  static TokenSubject of(String issuer, String subject, String team) {
    return new TokenSubject(id(issuer, subject), issuer, subject, team, Instant.now());
  }

  /** A UUID of version 8 (RFC 9562) from the SHA-256 of both: the same wherever it is made. */
  private static UUID id(String issuer, String subject) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(issuer.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(subject.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & ~0xf000L) | 0x8000L;
      long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
