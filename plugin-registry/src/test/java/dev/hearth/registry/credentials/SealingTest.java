package dev.hearth.registry.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.RegistryProperties;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SealingTest {

  private static final String OLD = "the old key, with many characters in it";
  private static final String NEW = "the new key, with many characters in it";

  private static Sealing with(String... keys) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      String name = i == 0 ? "credentials-key" : "former-credentials-keys[" + (i - 1) + "]";
      settings.put("hearth.registry." + name, keys[i]);
    }
    return new Sealing(
        new Binder(new MapConfigurationPropertySource(settings))
            .bindOrCreate("hearth.registry", RegistryProperties.class));
  }

  @Test
  void opensWhatAFormerKeySealedAndSaysThatItIsOld() {
    Sealing.Sealed sealed = with(OLD).seal("secret", "here");
    Sealing rotated = with(NEW, OLD);

    assertThat(rotated.open(sealed, "here")).isEqualTo("secret");
    assertThat(rotated.isOld(sealed)).isTrue();
    assertThat(rotated.isOld(rotated.seal("secret", "here"))).isFalse();
  }

  @Test
  void opensNothingThatWasMovedOrChangedOrSealedByAnotherKey() {
    Sealing sealing = with(NEW);
    Sealing.Sealed sealed = sealing.seal("secret", "here");
    byte[] changed = sealed.bytes().clone();
    changed[changed.length - 1] ^= 1;

    assertThatThrownBy(() -> sealing.open(sealed, "there")).isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> sealing.open(new Sealing.Sealed(sealed.keyId(), changed), "here"))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> with(OLD).open(sealed, "here")).isInstanceOf(ServiceException.class);
  }

  @Test
  void sealsTheSameTextDifferentlyEachTime() {
    Sealing sealing = with(NEW);

    assertThat(sealing.seal("secret", "here").bytes())
        .isNotEqualTo(sealing.seal("secret", "here").bytes());
  }

  @Test
  void sealsNothingWithoutAKey() {
    assertThatThrownBy(() -> with().seal("secret", "here"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refused -> assertThat(refused.code()).isEqualTo("credentials_key_missing"));
  }
}
