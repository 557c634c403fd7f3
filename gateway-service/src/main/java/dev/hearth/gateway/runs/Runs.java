package dev.hearth.gateway.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.chat.ChatRequest;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.drain.Drain;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/runs}: begin, watch, decide, cancel and replay longer work. */
@RestController
class Runs {

  private static final Logger log = LoggerFactory.getLogger(Runs.class);
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final Drain drain;
  private final JsonBodies bodies;
  private final RunStore store;
  private final RunWorkers workers;
  private final RunNews news;
  private final RunReaders readers;
  private final CompletionFlow flow;
  private final JsonMapper mapper;
  private final RunsProperties properties;

  Runs(
      Drain drain,
      JsonBodies bodies,
      RunStore store,
      RunWorkers workers,
      RunNews news,
      RunReaders readers,
      CompletionFlow flow,
      JsonMapper mapper,
      RunsProperties properties) {
    this.drain = drain;
    this.bodies = bodies;
    this.store = store;
    this.workers = workers;
    this.news = news;
    this.readers = readers;
    this.flow = flow;
    this.mapper = mapper;
    this.properties = properties;
  }

  @PostMapping("/v1/runs")
  ResponseEntity<RunView> create(HttpServletRequest request) {
    Exchange exchange = Exchange.of(request);
    RunEvent.Created asked = RunRequestReader.read(bodies.object(request), properties);
    String model = asked.model();
    if (model != null) {
      exchange.identity().requireModel(model);
    }
    asked.plugins().forEach(exchange.identity()::requirePlugin);
    exchange.noteModel(model);
    exchange.notePlugins(asked.plugins());
    String key = request.getHeader("Idempotency-Key");
    if (key != null && !IDEMPOTENCY_KEY.matcher(key).matches()) {
      throw ServiceException.badRequest(
          "Idempotency-Key", "Idempotency-Key must have 1 to 200 printable characters.");
    }
    String hash = hash(asked);
    String team = exchange.identity().team();
    if (key != null) {
      Optional<RunStore.Row> before = store.findByKey(team, key);
      if (before.isPresent()) {
        return again(before.get(), hash);
      }
    }
    if (store.open(team) >= properties.maxOpenPerTeam()) {
      throw new ServiceException(
          HttpStatus.TOO_MANY_REQUESTS,
          "too_many_runs",
          "The team has "
              + properties.maxOpenPerTeam()
              + " runs that are not at their end; it may have no more.",
          null,
          30,
          null);
    }
    String id = "run_" + UUID.randomUUID().toString().replace("-", "");
    Optional<RunStore.Row> row =
        store.create(
            id, exchange.identity(), key, hash, screened(exchange, asked), properties.retention());
    if (row.isEmpty()) {
      // Another request with the same key was faster.
      return again(store.findByKey(team, Objects.requireNonNull(key)).orElseThrow(), hash);
    }
    news.tell(id);
    return ResponseEntity.accepted().location(URI.create("/v1/runs/" + id)).body(view(row.get()));
  }

  private ResponseEntity<RunView> again(RunStore.Row before, String hash) {
    if (!before.requestHash().equals(hash)) {
      throw new ServiceException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "idempotency_key_reused",
          "The Idempotency-Key was used for another run.",
          "Idempotency-Key");
    }
    return ResponseEntity.ok().location(URI.create("/v1/runs/" + before.id())).body(view(before));
  }

  /**
   * What is to be done, as a model may read it; names and notes, too, since they are told again.
   */
  private RunEvent.Created screened(Exchange exchange, RunEvent.Created asked) {
    List<Message> messages = new ArrayList<>();
    messages.add(Message.of(Role.USER, asked.goal()));
    asked.tasks().forEach(task -> messages.add(Message.of(Role.USER, task)));
    String instructions = asked.instructions();
    if (instructions != null) {
      messages.add(Message.of(Role.SYSTEM, instructions));
    }
    ObjectNode notes = mapper.createObjectNode();
    if (asked.model() != null) {
      notes.put("model", asked.model());
    }
    if (!asked.metadata().isEmpty()) {
      notes.set("metadata", mapper.valueToTree(asked.metadata()));
    }
    ChatRequest chat =
        new ChatRequest(
            asked.model(),
            messages,
            List.of(),
            ToolChoice.AUTO,
            Sampling.DEFAULT,
            ResponseFormat.TEXT,
            new ChatRequest.Plugins.None(),
            false,
            false,
            notes);
    ChatRequest screened = flow.screen(exchange, chat);
    List<String> read = screened.messages().stream().map(Message::content).toList();
    Map<String, String> metadata = new HashMap<>();
    for (Map.Entry<String, JsonNode> note : screened.notes().path("metadata").properties()) {
      metadata.put(note.getKey(), note.getValue().asString());
    }
    return new RunEvent.Created(
        read.getFirst(),
        instructions == null ? null : read.getLast(),
        read.subList(1, 1 + asked.tasks().size()),
        asked.model() == null ? null : screened.notes().path("model").asString(),
        asked.plugins(),
        asked.budget(),
        asked.temperature(),
        asked.seed(),
        metadata);
  }

  @GetMapping("/v1/runs")
  Listing list(HttpServletRequest request) {
    int limit = number(request, "limit", 20, 1, 100);
    String status = request.getParameter("status");
    List<RunStore.Row> rows =
        store.list(
            team(request),
            status == null ? null : status(status),
            request.getParameter("after"),
            limit + 1);
    List<RunView> runs = rows.stream().limit(limit).map(this::view).toList();
    return new Listing("list", runs, rows.size() > limit);
  }

  private static RunStatus status(String text) {
    try {
      return RunStatus.of(text);
    } catch (IllegalArgumentException unknown) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          "status must be one that a run can have",
          "status",
          null,
          unknown);
    }
  }

  @GetMapping("/v1/runs/{id}")
  RunView get(@PathVariable("id") String id, HttpServletRequest request) {
    return view(find(id, request));
  }

  /** Server-sent events; a reader that was cut off says by {@code Last-Event-ID} what it has. */
  @GetMapping("/v1/runs/{id}/events")
  void events(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response) {
    RunStore.Row row = find(id, request);
    String last = request.getHeader("Last-Event-ID");
    int from = 1;
    if (last != null && !last.isBlank()) {
      if (!last.strip().matches("\\d{1,9}")) {
        throw ServiceException.badRequest("Last-Event-ID", "Last-Event-ID must be a number.");
      }
      from = Integer.parseInt(last.strip()) + 1;
    }
    Exchange exchange = Exchange.of(request);
    UUID key = exchange.identity().keyId();
    readers.enter(key);
    try {
      // Recorded before the answer goes out, as everywhere.
      exchange.record(HttpStatus.OK.value());
      // Whoever waits for what happens must not keep the key from the work that makes it happen.
      exchange.permit().close();
      new RunEventStream(drain, store, news, mapper, response).send(row.id(), from);
    } catch (IOException left) {
      log.debug("the reader of a run's events left", left);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      readers.leave(key);
    }
  }

  /** The run as it was after each of its events: they alone tell all that it is. */
  @GetMapping("/v1/runs/{id}/replay")
  Replay replay(@PathVariable("id") String id, HttpServletRequest request) {
    RunStore.Row row = find(id, request);
    List<RunEvent.Numbered> events = store.events(id, 1);
    RunState state = RunState.of(events.subList(0, 1));
    List<Frame> frames = new ArrayList<>();
    for (RunEvent.Numbered numbered : events) {
      if (numbered.number() > 1) {
        state.apply(numbered);
      }
      frames.add(
          new Frame(
              RunEventStream.shown(mapper, numbered),
              RunView.of(id, row.createdAt(), state, numbered.at())));
    }
    return new Replay(id, "run.replay", frames);
  }

  @PostMapping("/v1/runs/{id}/cancel")
  ResponseEntity<RunView> cancel(@PathVariable("id") String id, HttpServletRequest request) {
    find(id, request);
    store.cancel(id);
    workers.cancel(id);
    news.tell(id);
    RunView view = view(find(id, request));
    return ResponseEntity.status(view.status().ended() ? HttpStatus.OK : HttpStatus.ACCEPTED)
        .body(view);
  }

  @PostMapping("/v1/runs/{id}/actions/{action}")
  ResponseEntity<RunView> decide(
      @PathVariable("id") String id,
      @PathVariable("action") String action,
      HttpServletRequest request) {
    Fields body = bodies.object(request);
    boolean approve =
        switch (body.requiredText("decision")) {
          case "approve" -> true;
          case "refuse" -> false;
          default -> throw body.invalid("decision", "must be 'approve' or 'refuse'");
        };
    RunView now = view(find(id, request));
    RunEvent.Action required = now.requiredAction();
    if (required == null || !required.id().equals(action)) {
      throw notWaiting();
    }
    Exchange exchange = Exchange.of(request);
    exchange.recordAttempt();
    if (!store.decide(id, required, approve)) {
      throw notWaiting();
    }
    exchange.noteChange(
        new AdminChange(
            approve ? "action.approve" : "action.refuse",
            action,
            null,
            new Decided(id, required.kind(), required.plugin(), required.tool())));
    news.tell(id);
    return ResponseEntity.accepted().body(view(find(id, request)));
  }

  private static ServiceException notWaiting() {
    return new ServiceException(
        HttpStatus.NOT_FOUND,
        "action_not_found",
        "The run does not wait for this action: it was decided, or has expired.");
  }

  private RunStore.Row find(String id, HttpServletRequest request) {
    return store
        .find(team(request), id)
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.NOT_FOUND, "run_not_found", "There is no run of this id."));
  }

  private static String team(HttpServletRequest request) {
    return Exchange.of(request).identity().team();
  }

  private RunView view(RunStore.Row row) {
    return RunView.of(
        row.id(), row.createdAt(), RunState.of(store.events(row.id(), 1)), Instant.now());
  }

  private static int number(
      HttpServletRequest request, String name, int otherwise, int least, int most) {
    String text = request.getParameter(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,6}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw ServiceException.badRequest(
          name, name + " must be a number from " + least + " to " + most);
    }
    return Integer.parseInt(text);
  }

  private String hash(RunEvent.Created asked) {
    try {
      byte[] text = mapper.writeValueAsString(asked).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  record Listing(String object, List<RunView> data, @JsonProperty("has_more") boolean hasMore) {}

  /** What was decided, as it is recorded; the call's arguments are content. */
  private record Decided(String run, String kind, String plugin, String tool) {}

  record Replay(String id, String object, List<Frame> frames) {}

  record Frame(JsonNode event, @Nullable RunView run) {}
}
