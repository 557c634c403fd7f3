package dev.hearth.moderation.guard;

import dev.hearth.base.HttpCalls;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.layer.Hits.Hit;
import dev.hearth.moderation.layer.Hits.Passage;
import dev.hearth.moderation.learned.EncoderLayer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a guard model about what the encoder is in two minds about: where its highest score of what
 * the model was trained to judge lies between two bounds. The model reads the passage in which the
 * encoder found it: of a disguised text that which the disguise hides. What it calls unsafe is
 * found with certainty; what it calls safe takes back the encoder's finds between the bounds of
 * such categories that lie wholly in what it read, and no others. What is about minors nothing
 * takes back.
 *
 * <p>Thread-safe.
 */
@Component
public final class Guard implements AutoCloseable {

  /** The layer's name in findings. */
  public static final String NAME = "guard";

  private static final Logger log = LoggerFactory.getLogger(Guard.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Answers are a word and maybe a list of hazards. */
  private static final int MOST_TOKENS = 32;

  private static final int LONGEST_ANSWER = 64 * 1024;

  private final GuardProperties properties;
  private final @Nullable URI address;
  private final HttpCalls calls = new HttpCalls("guard");

  /** Asks as configured, or never. */
  public Guard(GuardProperties properties) {
    this.properties = properties;
    URI url = properties.url();
    address =
        url == null || url.toString().isBlank()
            ? null
            : URI.create(url.toString().replaceAll("/+$", "") + "/chat/completions");
  }

  /**
   * The finds of a whole text after the guard model was asked, where it is to be asked.
   *
   * @throws ServiceException 503, if it failed and nothing else may hold instead
   */
  public List<Hit> review(Direction direction, List<Hit> hits, Instant deadline) {
    if (address == null) {
      return hits;
    }
    Hit doubt =
        hits.stream().filter(this::judged).max(Comparator.comparingDouble(Hit::score)).orElse(null);
    Passage read = doubt == null ? null : doubt.passage();
    if (doubt == null || read == null || !uncertain(doubt)) {
      return hits;
    }
    Template.Opinion opinion;
    try {
      opinion = ask(address, direction, read.text(), doubt, deadline);
    } catch (IOException | JacksonException failure) {
      log.warn("the guard model gave no usable answer", failure);
      if (properties.onFailure() == GuardProperties.OnFailure.REFUSE) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.UNAVAILABLE,
            "the guard model gave no usable answer in time",
            null,
            1,
            failure);
      }
      return hits;
    }
    if (opinion.safe()) {
      return hits.stream().filter(hit -> !uncertain(hit) || !within(hit, doubt, read)).toList();
    }
    List<Hit> more = new ArrayList<>(hits);
    String rule = properties.template().name().toLowerCase(Locale.ROOT);
    for (Category category : opinion.unsafe()) {
      more.add(
          new Hit(
              category,
              1,
              NAME,
              rule + ":" + category.text(),
              doubt.start(),
              doubt.end(),
              null,
              read));
    }
    return List.copyOf(more);
  }

  /** At the same place something else may be read in another way. */
  private static boolean within(Hit hit, Hit doubt, Passage read) {
    return hit.start() >= doubt.start()
        && hit.end() <= doubt.end()
        && hit.passage() != null
        && read.holds(hit.passage());
  }

  private boolean uncertain(Hit hit) {
    return judged(hit) && hit.score() >= properties.from() && hit.score() < properties.to();
  }

  private boolean judged(Hit hit) {
    return hit.layer().equals(EncoderLayer.NAME) && properties.template().judges(hit.category());
  }

  private Template.Opinion ask(
      URI address, Direction direction, String text, Hit doubt, Instant deadline)
      throws IOException {
    Template template = properties.template();
    byte[] body =
        JSON.writeValueAsBytes(
            Map.of(
                "model",
                properties.model(),
                "messages",
                template.messages(direction, text),
                "temperature",
                0,
                "max_tokens",
                MOST_TOKENS));
    Map<String, String> headers = new HashMap<>(Map.of("content-type", "application/json"));
    if (properties.apiKey() != null && !properties.apiKey().isBlank()) {
      headers.put("authorization", "Bearer " + properties.apiKey());
    }
    Duration left = properties.timeout();
    if (!deadline.equals(Instant.MAX)) {
      Duration until = Duration.between(Instant.now(), deadline);
      left = until.compareTo(left) < 0 ? until : left;
    }
    try (HttpCalls.Answer answer = calls.send("POST", address, headers, body, left)) {
      byte[] read = answer.body().readNBytes(LONGEST_ANSWER);
      if (answer.status() != HttpStatus.OK.value()) {
        throw new IOException("the guard model's engine answered " + answer.status());
      }
      String said = JSON.readTree(read).at("/choices/0/message/content").asString("");
      Template.Opinion opinion = template.opinion(said, doubt.category());
      if (opinion == null) {
        throw new IOException("the guard model's answer is none of " + template);
      }
      return opinion;
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
