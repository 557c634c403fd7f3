package dev.hearth.builtin.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.builtin.BadRequest;
import dev.hearth.builtin.knowledge.Library.Owner;
import dev.hearth.builtin.knowledge.Library.Raw;
import dev.hearth.builtin.knowledge.Library.Ready;
import dev.hearth.contracts.Caller;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.databind.JsonNode;

/**
 * The knowledge plugin's operations. Every one works for the team that the plugin-registry's token
 * names, and sees nothing of another's.
 */
@RestController
@RequestMapping("/knowledge")
class KnowledgeController {

  private static final int MOST_AT_ONCE = 50;
  private static final int MOST_CHARACTERS_AT_ONCE = 200_000;
  private static final int MOST_HITS = 20;
  private static final int USUAL_HITS = 3;
  private static final int MOST_QUERIES = 8;
  private static final int LONGEST_QUERY = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Library library;
  private final Indexer indexer;
  private final Ingestion ingestion;
  private final Search search;
  private final Upload uploads;
  private final KnowledgeProperties properties;

  KnowledgeController(
      Library library,
      Indexer indexer,
      Ingestion ingestion,
      Search search,
      KnowledgeProperties properties) {
    this.library = library;
    this.indexer = indexer;
    this.ingestion = ingestion;
    this.search = search;
    this.uploads = new Upload(properties);
    this.properties = properties;
  }

  private static Owner owner(Caller caller) {
    return new Owner(caller.team(), caller.subject());
  }

  // ---- asking ----

  /** What was found. */
  record Found(String query, List<Search.Hit> results) {}

  @GetMapping("/query")
  Found query(
      Caller caller,
      @RequestParam("query") String query,
      @RequestParam(name = "top_k", required = false) @Nullable Integer count,
      @RequestParam(name = "document_id", required = false) @Nullable String documentId,
      @RequestParam(name = "source", required = false) @Nullable String source,
      @RequestParam(name = "author", required = false) @Nullable String author,
      @RequestParam(name = "start_date", required = false) @Nullable String start,
      @RequestParam(name = "end_date", required = false) @Nullable String end) {
    Filter filter =
        new Filter(
            documentId,
            source,
            null,
            author,
            start == null ? null : Upload.instant(start, "start_date"),
            end == null ? null : Upload.instant(end, "end_date"));
    return found(caller, query, filter, count);
  }

  /** Several questions at once. */
  record Queries(@Nullable List<Query> queries) {}

  /** A question, and among which documents its answer is looked for. */
  record Query(
      @Nullable String query,
      @Nullable Selection filter,
      @JsonProperty("top_k") @Nullable Integer count) {}

  /** A filter as it is written; see {@link Filter}. */
  record Selection(
      @JsonProperty("document_id") @Nullable String documentId,
      @Nullable String source,
      @JsonProperty("source_id") @Nullable String sourceId,
      @Nullable String author,
      @JsonProperty("start_date") @Nullable String startDate,
      @JsonProperty("end_date") @Nullable String endDate) {

    static Filter filter(@Nullable Selection selection) {
      return selection == null
          ? Filter.NONE
          : new Filter(
              selection.documentId,
              selection.source,
              selection.sourceId,
              selection.author,
              selection.startDate == null
                  ? null
                  : Upload.instant(selection.startDate, "start_date"),
              selection.endDate == null ? null : Upload.instant(selection.endDate, "end_date"));
    }
  }

  /** What was found for each. */
  record FoundAll(List<Found> results) {}

  @PostMapping("/query")
  FoundAll queries(Caller caller, @RequestBody Queries queries) {
    List<Query> asked = queries.queries();
    if (asked == null || asked.isEmpty() || asked.size() > MOST_QUERIES) {
      throw new BadRequest("send queries, 1 to " + MOST_QUERIES + ", each with a query");
    }
    return new FoundAll(
        asked.stream()
            .map(
                one ->
                    found(
                        caller,
                        one.query() == null ? "" : one.query(),
                        Selection.filter(one.filter()),
                        one.count()))
            .toList());
  }

  private Found found(Caller caller, String query, Filter filter, @Nullable Integer count) {
    if (query.isBlank() || query.length() > LONGEST_QUERY) {
      throw new BadRequest("send a query of 1 to " + LONGEST_QUERY + " characters");
    }
    int wanted = count == null ? USUAL_HITS : Math.clamp(count, 1, MOST_HITS);
    String clean = query.replace("\0", "");
    return new Found(clean, search.search(caller.team(), clean, filter, wanted));
  }

  // ---- adding ----

  /** Documents, as {@link Upload#document} reads them. */
  record Documents(@Nullable List<JsonNode> documents) {}

  /** What was stored. */
  record Stored(List<String> ids, int chunks) {}

  @PostMapping("/upsert")
  Stored upsert(Caller caller, @RequestBody Documents body) {
    List<JsonNode> given = body.documents();
    if (given == null || given.isEmpty() || given.size() > MOST_AT_ONCE) {
      throw new BadRequest(
          "send 1 to "
              + MOST_AT_ONCE
              + " documents, each with a text; more by upsert_file as JSON Lines");
    }
    List<Raw> raws = new ArrayList<>();
    int characters = 0;
    for (JsonNode one : given) {
      Raw raw = Upload.document(one, Details.NONE);
      characters += raw.content().size();
      raws.add(raw);
    }
    if (characters > MOST_CHARACTERS_AT_ONCE) {
      throw new BadRequest(
          "these are more than " + MOST_CHARACTERS_AT_ONCE + " bytes; send them by upsert_file");
    }
    List<Ready> ready = new ArrayList<>();
    for (Raw raw : raws) {
      try {
        ready.add(indexer.ready(raw));
      } catch (Unreadable unreadable) {
        throw new BadRequest("document '" + raw.id() + "': " + unreadable.message(), unreadable);
      }
    }
    library.store(owner(caller), ready);
    return new Stored(
        ready.stream().map(Ready::id).toList(),
        ready.stream().mapToInt(one -> one.chunks().size()).sum());
  }

  /**
   * An upload and how far it is.
   *
   * @param ids the documents' ids; not given for more than {@value #MOST_AT_ONCE}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Accepted(@Nullable List<String> ids, JobView job) {}

  @PostMapping("/upsert-file")
  ResponseEntity<Accepted> upsertFile(
      Caller caller,
      @RequestParam("file") MultipartFile file,
      @RequestParam(name = "document_id", required = false) @Nullable String id,
      @RequestParam(name = "title", required = false) @Nullable String title,
      @RequestParam(name = "source", required = false) @Nullable String source,
      @RequestParam(name = "url", required = false) @Nullable String url,
      @RequestParam(name = "author", required = false) @Nullable String author,
      @RequestParam(name = "created_at", required = false) @Nullable String created)
      throws IOException {
    String name = file.getOriginalFilename();
    for (String detail : new @Nullable String[] {title, source, url, author}) {
      if (detail != null && detail.length() > Upload.LONGEST_DETAIL) {
        throw new BadRequest(
            "title, source, url and author have at most " + Upload.LONGEST_DETAIL + " characters");
      }
    }
    if (id != null && (id.isBlank() || id.length() > Upload.LONGEST_ID)) {
      throw new BadRequest("document_id has 1 to " + Upload.LONGEST_ID + " characters");
    }
    Details details =
        new Details(
            title,
            source,
            null,
            url,
            author,
            created == null ? null : Upload.instant(created, "created_at"));
    String fileName = name == null || name.isBlank() ? "upload" : name;
    List<Raw> documents =
        uploads.documents(fileName, file.getContentType(), file.getBytes(), id, details);
    if (library.waiting(caller.team()) + documents.size() > properties.maxWaiting()) {
      throw new BadRequest(
          "more than "
              + properties.maxWaiting()
              + " documents would wait to be read; try again when some are done");
    }
    UUID job = library.accept(owner(caller), fileName, documents);
    ingestion.wake();
    // Whoever uploads one file wants to ask about it next.
    JobView view = documents.size() == 1 ? awaited(caller, job) : job(caller, job.toString());
    return ResponseEntity.status(view.state().equals("running") ? 202 : 200)
        .body(
            new Accepted(
                documents.size() > MOST_AT_ONCE ? null : documents.stream().map(Raw::id).toList(),
                view));
  }

  private JobView awaited(Caller caller, UUID job) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    JobView view = job(caller, job.toString());
    try {
      while (view.state().equals("running") && System.nanoTime() < until) {
        Thread.sleep(POLL);
        view = job(caller, job.toString());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return view;
  }

  // ---- progress ----

  /**
   * How far an upload is.
   *
   * @param state {@code running}, {@code done}, or {@code done_with_failures}
   * @param progress for example {@code 412 of 1000}
   * @param secondsLeft an estimate; null where nothing can be said yet
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record JobView(
      String id,
      String name,
      String state,
      String progress,
      int total,
      int done,
      int failed,
      int withdrawn,
      long chunks,
      Instant created,
      @Nullable Instant finished,
      @JsonProperty("seconds_left") @Nullable Long secondsLeft,
      @Nullable List<Library.Failure> failures) {

    static JobView of(Library.Job job) {
      int over = job.done() + job.failed() + job.withdrawn();
      boolean running = job.finished() == null;
      Long left =
          running && over > 0
              ? Duration.between(job.created(), Instant.now()).toSeconds()
                  * (job.total() - over)
                  / over
              : null;
      return new JobView(
          job.id().toString(),
          job.name(),
          running ? "running" : job.failed() > 0 ? "done_with_failures" : "done",
          over + " of " + job.total(),
          job.total(),
          job.done(),
          job.failed(),
          job.withdrawn(),
          job.chunks(),
          job.created(),
          job.finished(),
          left,
          job.failures().isEmpty() ? null : job.failures());
    }
  }

  /** A team's uploads, the latest first. */
  record Jobs(List<JobView> jobs) {}

  @GetMapping("/jobs")
  Jobs jobs(Caller caller) {
    return new Jobs(library.jobs(caller.team(), 20).stream().map(JobView::of).toList());
  }

  @GetMapping("/jobs/{id}")
  JobView job(Caller caller, @PathVariable("id") String id) {
    try {
      return library
          .job(caller.team(), UUID.fromString(id))
          .map(JobView::of)
          .orElseThrow(() -> new BadRequest("there is no job of this id"));
    } catch (IllegalArgumentException noId) {
      throw new BadRequest("there is no job of this id", noId);
    }
  }

  // ---- looking after them ----

  /** Documents by id; the last id is what to go on {@code after}. */
  record DocumentList(List<Library.Entry> documents) {}

  @GetMapping("/documents")
  DocumentList documents(
      Caller caller,
      @RequestParam(name = "after", required = false) @Nullable String after,
      @RequestParam(name = "limit", defaultValue = "50") int limit) {
    return new DocumentList(library.documents(caller.team(), after, Math.clamp(limit, 1, 500)));
  }

  /** Which documents to delete: those of these ids, those that a filter means, or all. */
  record Deletion(
      @Nullable List<String> ids,
      @Nullable Selection filter,
      @JsonProperty("delete_all") @Nullable Boolean all) {}

  /** How many were deleted. */
  record Deleted(boolean success, int deleted) {}

  @PostMapping("/delete")
  Deleted delete(Caller caller, @RequestBody Deletion deletion) {
    Filter filter = Selection.filter(deletion.filter());
    boolean all = Boolean.TRUE.equals(deletion.all());
    List<String> ids = deletion.ids();
    if (ids != null && ids.isEmpty()) {
      throw new BadRequest("ids is empty; name a document, or leave ids out");
    }
    if (ids == null && filter.isEmpty() && !all) {
      throw new BadRequest("say which documents: ids, filter, or delete_all");
    }
    if (all && (ids != null || !filter.isEmpty())) {
      throw new BadRequest("delete_all goes with neither ids nor filter");
    }
    return new Deleted(true, library.delete(caller.team(), ids, filter));
  }
}
