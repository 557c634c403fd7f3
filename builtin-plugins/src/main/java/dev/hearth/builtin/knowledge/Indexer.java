package dev.hearth.builtin.knowledge;

import dev.hearth.builtin.knowledge.Chunks.Chunk;
import dev.hearth.builtin.knowledge.Library.Raw;
import dev.hearth.builtin.knowledge.Library.Ready;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads documents, cuts them, and finds the vector of each chunk. Thread-safe. */
@Component
class Indexer {

  private final ObjectProvider<Meaning> meaning;
  private final Reader reader;
  private final KnowledgeProperties properties;

  Indexer(ObjectProvider<Meaning> meaning, KnowledgeProperties properties) {
    this.meaning = meaning;
    this.reader = new Reader(properties.maxDocumentCharacters());
    this.properties = properties;
  }

  /**
   * Makes a document ready to be stored. Takes some ten milliseconds for each chunk.
   *
   * @throws Unreadable if it has no text that can be read
   */
  Ready ready(Raw raw) throws Unreadable {
    Passage.Read read = reader.read(raw.format(), raw.content().array());
    Meaning model = meaning.getObject();
    List<Chunk> chunks =
        new Chunks(model::tokens, properties.chunkTokens(), properties.overlapTokens())
            .of(read.passages());
    Details details = raw.details().titled(read.title());
    List<float[]> vectors = new ArrayList<>();
    for (Chunk chunk : chunks) {
      vectors.add(model.of(context(details, chunk) + chunk.text()));
    }
    return new Ready(raw.id(), details, read.characters(), chunks, vectors);
  }

  /** A chunk by itself often does not say what it is about; its title and heading do. */
  private static String context(Details details, Chunk chunk) {
    String title = details.title() == null ? "" : details.title();
    String heading = chunk.heading() == null ? "" : chunk.heading();
    String context =
        title.isEmpty() || heading.startsWith(title)
            ? heading
            : heading.isEmpty() ? title : title + " > " + heading;
    return context.isEmpty() ? "" : context + "\n";
  }
}
