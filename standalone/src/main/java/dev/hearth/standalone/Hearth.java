package dev.hearth.standalone;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.model.ModelProgress;
import dev.hearth.inference.model.ModelUnavailableException;
import dev.hearth.standalone.Services.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A running Hearth: its home, its database and its services. */
final class Hearth implements AutoCloseable {

  private static final List<String> BUILTIN_PLUGINS = List.of("calculator", "clock", "knowledge");
  private static final Duration PLUGINS_WAIT = Duration.ofSeconds(30);
  private static final Duration PLUGINS_POLL = Duration.ofMillis(100);
  private static final String DEFAULT_TEAM = "default";

  private final Settings settings;
  private final Home home;
  private final @Nullable EmbeddedDatabase database;
  private final Services services;
  private final Optional<String> firstKey;

  private Hearth(
      Settings settings,
      Home home,
      @Nullable EmbeddedDatabase database,
      Services services,
      Optional<String> firstKey) {
    this.settings = settings;
    this.home = home;
    this.database = database;
    this.services = services;
    this.firstKey = firstKey;
  }

  /**
   * Starts everything.
   *
   * @param settings where, on which ports and with which model
   * @param properties more properties for every service
   * @param console where progress is shown
   * @throws StartFailure if the user can mend what is wrong
   */
  static Hearth start(Settings settings, Map<String, String> properties, Console console) {
    Services.refuseTakenPorts(settings.port());
    Home home = Home.open(settings.home());
    EmbeddedDatabase database = null;
    try {
      Map<String, String> shared = new LinkedHashMap<>();
      if (settings.databaseUrl().isEmpty()) {
        console.line("Starting PostgreSQL …");
        database = EmbeddedDatabase.start(home);
        shared.put("spring.datasource.url", database.url());
        shared.put("spring.datasource.username", EmbeddedDatabase.USER);
        shared.put("spring.datasource.password", database.password());
      }
      Optional<String> firstKey = firstKey(settings, home);
      firstKey.ifPresent(key -> shared.put("hearth.gateway.admin-key", key));
      shared.put("hearth.inference.home", home.folder().toString());
      shared.put("hearth.service-secret", home.secret("service-secret"));
      shared.put("hearth.registry.credentials-key", home.secret("credentials-key"));
      model(settings, console)
          .ifPresent(file -> shared.put("hearth.inference.model", file.toString()));
      // Nobody stands before it who would have to notice.
      shared.put("hearth.gateway.drain.notice", "0s");
      addresses(settings.port(), shared);
      shared.putAll(properties);
      console.line("Starting the services …");
      Services services = Services.start(settings.port(), shared);
      keepChatKey(home, services);
      awaitPlugins(settings, home, console);
      return new Hearth(settings, home, database, services, firstKey);
    } catch (RuntimeException failure) {
      if (database != null) {
        database.close();
      }
      home.close();
      throw failure;
    }
  }

  /** The model's file, fetched if it is missing. Without one the platform starts all the same. */
  private static Optional<Path> model(Settings settings, Console console) {
    ModelFiles files = new ModelFiles(settings.home(), settings.model().orElse(null));
    ModelProgress progress =
        new ModelProgress() {
          @Override
          public void source(String description) {
            console.line("Getting the default model from " + description + " …");
          }

          @Override
          public void bytes(long done, long total) {
            console.progress("model", done, total);
          }
        };
    try {
      return Optional.of(files.provide(progress));
    } catch (ModelUnavailableException none) {
      console.line("There is no model yet: " + none.getMessage());
      return Optional.empty();
    }
  }

  private static void addresses(int port, Map<String, String> shared) {
    for (String caller : List.of("gateway", "inference", "registry")) {
      shared.put("hearth." + caller + ".inference-url", Service.INFERENCE.url(port));
      shared.put("hearth." + caller + ".registry-url", Service.REGISTRY.url(port));
      shared.put("hearth." + caller + ".moderation-url", Service.MODERATION.url(port));
    }
    // A consent is given by whoever sits at this machine.
    shared.put("hearth.registry.public-url", "http://localhost:" + port);
    shared.put("hearth.registry.platform-origins[0]", Service.BUILTIN_PLUGINS.url(port));
    for (int i = 0; i < BUILTIN_PLUGINS.size(); i++) {
      shared.put(
          "hearth.registry.bootstrap[" + i + "]",
          Service.BUILTIN_PLUGINS.url(port)
              + "/"
              + BUILTIN_PLUGINS.get(i)
              + "/.well-known/ai-plugin.json");
    }
  }

  /**
   * A key for the first administrator at the first start, where the environment gives none. It
   * stays in a file until it was shown, so that a first start that is killed does not lock its user
   * out.
   */
  private static Optional<String> firstKey(Settings settings, Home home) {
    if (settings.adminKeyGiven()) {
      return Optional.empty();
    }
    Path unseen = home.folder().resolve("secrets/first-key");
    Path given = home.folder().resolve("secrets/first-key-shown");
    if (Files.exists(given)) {
      return Optional.empty();
    }
    return Optional.of(home.keep(unseen, Hearth::newKey));
  }

  /** Sees to it that {@code cli-key} holds a good key with which one can only chat. */
  private static void keepChatKey(Home home, Services services) {
    ApiKeys keys = services.context(Service.GATEWAY).getBean(ApiKeys.class);
    Path file = home.folder().resolve("cli-key");
    try {
      if (Files.exists(file) && keys.verify(Files.readString(file).strip()).isPresent()) {
        return;
      }
      home.write(file, keys.issue(DEFAULT_TEAM, "hearth ask", Set.of(Scope.CHAT), null).text());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * The registry registers the built-in plugins behind the scenes; the first question wants them.
   */
  private static void awaitPlugins(Settings settings, Home home, Console console) {
    Instant giveUp = Instant.now().plus(PLUGINS_WAIT);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(Service.GATEWAY.url(settings.port()) + "/v1/plugins"))
              .header(
                  "Authorization",
                  "Bearer " + Files.readString(home.folder().resolve("cli-key")).strip())
              .timeout(PLUGINS_WAIT)
              .build();
      while (Instant.now().isBefore(giveUp)) {
        String plugins = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        if (BUILTIN_PLUGINS.stream().allMatch(name -> plugins.contains('"' + name + '"'))) {
          return;
        }
        Thread.sleep(PLUGINS_POLL);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    console.line("The built-in plugins are not registered yet; the log says why.");
  }

  private static String newKey() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return "hearth_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  Services services() {
    return services;
  }

  Settings settings() {
    return settings;
  }

  /** The first administrator's key, as long as nobody has seen it. */
  Optional<String> firstKey() {
    return firstKey;
  }

  /** Forgets the first administrator's key; from now on only its hash is kept. */
  void firstKeySeen() {
    try {
      Path secrets = home.folder().resolve("secrets");
      if (firstKey.isPresent()) {
        Files.writeString(secrets.resolve("first-key-shown"), "");
        Files.deleteIfExists(secrets.resolve("first-key"));
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Stops everything, the database last. */
  @Override
  public void close() {
    services.close();
    if (database != null) {
      database.close();
    }
    home.close();
  }
}
