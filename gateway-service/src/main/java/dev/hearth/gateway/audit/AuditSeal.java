package dev.hearth.gateway.audit;

import dev.hearth.base.ServiceProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Seals what the database holds: MACs (HMAC-SHA-256) by which a change is found, and encryption
 * (AES-256-GCM) of kept content. Both keys are derived from one secret. Thread-safe.
 */
@Component
final class AuditSeal {

  private static final String HMAC = "HmacSHA256";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int LARGEST_CONTENT = 4 << 20;

  private final SecretKeySpec sealing;
  private final SecretKeySpec encryption;
  private final String keyId;
  private final SecureRandom random = new SecureRandom();

  AuditSeal(AuditProperties properties, ServiceProperties services) {
    String own = properties.key();
    String secret = own == null || own.isEmpty() ? services.serviceSecret() : own;
    SecretKeySpec root = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
    sealing = new SecretKeySpec(derived(root, "hearth audit seal"), HMAC);
    encryption = new SecretKeySpec(derived(root, "hearth audit content"), "AES");
    keyId = HexFormat.of().formatHex(derived(root, "hearth audit key id"), 0, 8);
  }

  private static byte[] derived(SecretKeySpec root, String purpose) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(root);
      return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  /** Names the key without telling it. */
  String keyId() {
    return keyId;
  }

  /** A MAC of one thread. */
  Sealer sealer() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(sealing);
      return new Sealer(mac);
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  /** Encrypts a text. */
  Sealed encrypt(String text) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] packed = new byte[plain.length + 64 + plain.length / 1000];
    deflater.setInput(plain);
    deflater.finish();
    int length = deflater.deflate(packed);
    deflater.end();
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, encryption, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(packed, 0, length);
      return new Sealed(ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  /**
   * Decrypts a text.
   *
   * @return null if another key encrypted it, or it was changed
   */
  @Nullable String decrypt(Sealed content) {
    byte[] sealed = content.bytes();
    Inflater inflater = new Inflater();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, encryption, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE));
      inflater.setInput(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
      byte[] plain = new byte[LARGEST_CONTENT];
      int length = inflater.inflate(plain);
      return new String(plain, 0, length, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | DataFormatException | IllegalArgumentException notOurs) {
      return null;
    } finally {
      inflater.end();
    }
  }

  private static IllegalStateException missing(GeneralSecurityException cause) {
    return new IllegalStateException("every Java platform has HMAC-SHA-256 and AES-GCM", cause);
  }

  /** Computes MACs. One thread uses it. */
  static final class Sealer {

    private final Mac mac;
    private byte[] buffer = new byte[1024];
    private int length;

    private Sealer(Mac mac) {
      this.mac = mac;
    }

    /** The MAC of a chain's opening. */
    Sealed opening(long number, Instant openedAt, String keyId, Sealed previous) {
      text("open");
      number(number);
      number(micros(openedAt));
      text(keyId);
      bytes(previous.bytes());
      return finish();
    }

    /** The MAC of a mark in a chain: its head, or the checkpoint where it begins. */
    Sealed mark(String kind, long chain, long seq, Sealed recordMac) {
      text(kind);
      number(chain);
      number(seq);
      bytes(recordMac.bytes());
      return finish();
    }

    /** The MAC of a record. */
    Sealed record(
        Sealed previous,
        long chain,
        long seq,
        Instant recordedAt,
        AuditRecord entry,
        @Nullable Sealed content) {
      text("record");
      bytes(previous.bytes());
      number(chain);
      number(seq);
      number(micros(recordedAt));
      text(entry.kind().text());
      number(micros(entry.at()));
      text(entry.requestId());
      number(entry.keyId().getMostSignificantBits());
      number(entry.keyId().getLeastSignificantBits());
      text(entry.team());
      text(entry.method());
      text(entry.path());
      text(entry.model());
      texts(entry.plugins());
      number(entry.steps());
      texts(entry.verdicts());
      number(entry.promptTokens());
      number(entry.completionTokens());
      number(entry.status());
      text(entry.errorCode());
      number(entry.latency().total().toNanos() / 1000);
      number(entry.latency().input().toNanos() / 1000);
      number(entry.latency().tools().toNanos() / 1000);
      number(entry.latency().firstEvent().toNanos() / 1000);
      number(entry.latency().output().toNanos() / 1000);
      text(entry.change());
      bytes(content == null ? null : content.bytes());
      return finish();
    }

    private Sealed finish() {
      mac.update(buffer, 0, length);
      length = 0;
      return new Sealed(mac.doFinal());
    }

    private void texts(List<String> texts) {
      number(texts.size());
      texts.forEach(this::text);
    }

    private void text(@Nullable String text) {
      bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    /** With its length in front, so that no two sequences of fields read the same. */
    private void bytes(byte @Nullable [] bytes) {
      number(bytes == null ? -1 : bytes.length);
      if (bytes != null) {
        grow(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
      }
    }

    private void number(long value) {
      grow(Long.BYTES);
      for (int shift = 56; shift >= 0; shift -= 8) {
        buffer[length++] = (byte) (value >>> shift);
      }
    }

    private void grow(int more) {
      if (length + more > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
      }
    }
  }

  /** Microseconds since 1970. */
  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
