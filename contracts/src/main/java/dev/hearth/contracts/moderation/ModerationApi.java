package dev.hearth.contracts.moderation;

import dev.hearth.contracts.Hop;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** The moderation-service as the other services call it. */
@HttpExchange(contentType = "application/json", accept = "application/json")
public interface ModerationApi {

  /** Judges texts. A failure is no verdict: the caller must treat the texts as refused. */
  @PostExchange("/screen")
  ScreenResponse screen(Hop hop, @RequestBody ScreenRequest request);
}
