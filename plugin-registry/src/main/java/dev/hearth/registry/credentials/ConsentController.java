package dev.hearth.registry.credentials;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.plugins.ConsentCode;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.credentials.Credentials.OAuth;
import dev.hearth.registry.credentials.Credentials.Tokens;
import dev.hearth.registry.manifest.Texts;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Ends consents whose browser came back to the gateway. It brings no API key: the state alone, good
 * for one time and ten minutes, says whose consent it is.
 */
@RestController
class ConsentController {

  private static final int LONGEST = 8_192;

  private final Vault vault;
  private final TokenEndpoint endpoint;
  private final Catalog catalog;
  private final Clearances clearances;
  private final Consents consents;
  private final RegistryProperties properties;

  ConsentController(
      Vault vault,
      TokenEndpoint endpoint,
      Catalog catalog,
      Clearances clearances,
      Consents consents,
      RegistryProperties properties) {
    this.vault = vault;
    this.endpoint = endpoint;
    this.catalog = catalog;
    this.clearances = clearances;
    this.consents = consents;
    this.properties = properties;
  }

  @PostMapping("/consent")
  ConsentCode.Given consent(@RequestBody ConsentCode came) {
    if (came.state().length() > LONGEST
        || (came.code() != null && came.code().length() > LONGEST)) {
      throw unknown();
    }
    Vault.Taken taken = vault.take(came.state()).orElseThrow(ConsentController::unknown);
    // A consent that was to come back elsewhere is not ended here.
    boolean ours =
        consents
            .callback()
            .filter(address -> address.toString().equals(taken.attempt().redirectUri()))
            .isPresent();
    if (!ours) {
      throw unknown();
    }
    Plugin plugin =
        catalog.visible(taken.holder().team()).stream()
            .filter(candidate -> candidate.id().equals(taken.plugin()))
            .findFirst()
            .orElseThrow(ConsentController::unknown);
    String code = came.code();
    if (code == null || code.isBlank()) {
      throw new ServiceException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "consent_refused",
          "the consent was not given"
              + (came.error() == null ? "" : " (" + Texts.name(came.error(), 60) + ")"));
    }
    Vault.Entry entry =
        vault.find(plugin.id(), taken.holder()).orElseThrow(ConsentController::unknown).entry();
    if (!(entry.credentials() instanceof OAuth client)) {
      throw unknown();
    }
    Tokens tokens =
        endpoint.redeemed(
            client,
            code,
            taken.attempt(),
            clearances.of(plugin, taken.holder().team()),
            properties.fetchTimeout());
    vault.set(plugin, taken.holder(), taken.begunBy(), entry.with(client.with(tokens)));
    return new ConsentCode.Given(plugin.name());
  }

  private static ServiceException unknown() {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "unknown_state",
        "this consent is not known, was given already, or is older than ten minutes");
  }
}
