package dev.hearth.registry.credentials;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.plugins.ConsentCode;
import dev.hearth.contracts.plugins.ConsentLink;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.credentials.Credentials.OAuth;
import dev.hearth.registry.credentials.Credentials.Tokens;
import dev.hearth.registry.manifest.Texts;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Consents that are given in a browser. It brings no API key: the link says, for one time and ten
 * minutes, whose consent it is. A person first sees who asks for what; then the consent is bound to
 * a secret of that browser, without which nothing that comes back is taken. So nobody can have
 * another person consent unawares, or end what another began (RFC 6749, 10.12).
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

  /** A consent that is under way. */
  private record Open(Vault.Taken taken, Plugin plugin, Vault.Entry entry, OAuth client) {}

  @PostMapping("/consent/asked")
  ConsentLink.Asked asked(@RequestBody ConsentLink link) {
    Open open = open(vault.look(bounded(link.ticket())));
    URI authorize = open.client().authorizeUrl();
    if (authorize == null || !consents.isOurs(open.taken().attempt())) {
      throw unknown();
    }
    return new ConsentLink.Asked(
        open.plugin().name(),
        open.taken().holder().team(),
        open.taken().begunBy(),
        open.taken().holder().isTeam(),
        authorize.getHost(),
        open.taken().attempt().redirectUri().startsWith("https:"));
  }

  @PostMapping("/consent/departure")
  ConsentLink.Departure depart(@RequestBody ConsentLink link) {
    String browser = bounded(link.browser());
    Open open = open(vault.take(bounded(link.ticket())));
    if (!consents.isOurs(open.taken().attempt())) {
      throw unknown();
    }
    return new ConsentLink.Departure(consents.depart(open.taken(), browser, open.client()));
  }

  @PostMapping("/consent")
  ConsentCode.Given consent(@RequestBody ConsentCode came) {
    if (came.browser() == null) {
      throw unknown();
    }
    String code = came.code() == null ? null : bounded(came.code());
    Open open = open(vault.take(Consents.bound(bounded(came.state()), bounded(came.browser()))));
    if (code == null || code.isBlank()) {
      throw new ServiceException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "consent_refused",
          "the consent was not given"
              + (came.error() == null ? "" : " (" + Texts.name(came.error(), 60) + ")"));
    }
    Vault.Taken taken = open.taken();
    Tokens tokens =
        endpoint.redeemed(
            open.client(),
            code,
            taken.attempt(),
            clearances.of(open.plugin(), taken.holder().team()),
            properties.fetchTimeout());
    vault.set(
        open.plugin(),
        taken.holder(),
        taken.begunBy(),
        open.entry().with(open.client().with(tokens)));
    return new ConsentCode.Given(open.plugin().name());
  }

  private Open open(Optional<Vault.Taken> found) {
    Vault.Taken taken = found.orElseThrow(ConsentController::unknown);
    Plugin plugin =
        catalog.visible(taken.holder().team()).stream()
            .filter(candidate -> candidate.id().equals(taken.plugin()))
            .findFirst()
            .orElseThrow(ConsentController::unknown);
    Vault.Entry entry =
        vault
            .find(plugin.id(), taken.holder())
            .map(Vault.Found::entry)
            .orElseThrow(ConsentController::unknown);
    if (!(entry.credentials() instanceof OAuth client)) {
      throw unknown();
    }
    return new Open(taken, plugin, entry, client);
  }

  private static String bounded(String text) {
    if (text.length() > LONGEST) {
      throw unknown();
    }
    return text;
  }

  private static ServiceException unknown() {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "unknown_state",
        "this consent is not known, was begun in another browser, was used already, or is older"
            + " than ten minutes; ask for a new link");
  }
}
