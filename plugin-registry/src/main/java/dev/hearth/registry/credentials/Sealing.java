package dev.hearth.registry.credentials;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.manifest.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Seals texts with AES-256-GCM under the configured key, and opens what it or a former key sealed.
 * A sealed text opens only in the place that it was sealed for. Thread-safe.
 */
@Component
class Sealing {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
  private final @Nullable String currentId;
  private final SecureRandom random = new SecureRandom();

  Sealing(RegistryProperties properties) {
    String current = properties.credentialsKey();
    currentId = current == null || current.isBlank() ? null : add(current);
    properties.formerCredentialsKeys().forEach(this::add);
  }

  private String add(String secret) {
    String id = Texts.hash("credentials key id\n" + secret).substring(0, 16);
    try {
      byte[] key =
          MessageDigest.getInstance("SHA-256")
              .digest(("credentials key\n" + secret).getBytes(StandardCharsets.UTF_8));
      keys.putIfAbsent(id, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
    return id;
  }

  /**
   * A sealed text.
   *
   * @param keyId which key sealed it
   * @param bytes nonce, then ciphertext and tag
   */
  @SuppressWarnings("ArrayRecordComponent") // goes to the database and back, never compared
  record Sealed(String keyId, byte[] bytes) {}

  /** Whether this was sealed by a key that is not the current one any more. */
  boolean isOld(Sealed sealed) {
    return currentId != null && !sealed.keyId().equals(currentId);
  }

  /**
   * Seals a text.
   *
   * @param place where it will be kept
   * @throws ServiceException 503 {@code credentials_key_missing} if no key is configured
   */
  Sealed seal(String text, String place) {
    if (currentId == null) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "credentials_key_missing",
          "no key is configured to keep credentials with");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] body =
          cipher(Cipher.ENCRYPT_MODE, currentId, nonce, place)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      return new Sealed(
          currentId, ByteBuffer.allocate(nonce.length + body.length).put(nonce).put(body).array());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("AES-GCM does not work", broken);
    }
  }

  /**
   * Opens a sealed text.
   *
   * @throws ServiceException 503 {@code credentials_unreadable} if its key is not configured, or it
   *     was changed or moved
   */
  String open(Sealed sealed, String place) {
    ByteBuffer bytes = ByteBuffer.wrap(sealed.bytes());
    byte[] nonce = new byte[NONCE_BYTES];
    try {
      bytes.get(nonce);
      byte[] body = new byte[bytes.remaining()];
      bytes.get(body);
      return new String(
          cipher(Cipher.DECRYPT_MODE, sealed.keyId(), nonce, place).doFinal(body),
          StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | java.nio.BufferUnderflowException unreadable) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "credentials_unreadable",
          "the stored credentials cannot be read; set them again",
          null,
          null,
          unreadable);
    }
  }

  private Cipher cipher(int mode, String keyId, byte[] nonce, String place)
      throws GeneralSecurityException {
    SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new GeneralSecurityException("the key " + keyId + " is not configured");
    }
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
