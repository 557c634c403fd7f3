package dev.hearth.contracts.moderation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** What a text can be refused for: OpenAI's moderation categories and Hearth's own. */
public enum Category {
  HARASSMENT("harassment"),
  HARASSMENT_THREATENING("harassment/threatening"),
  HATE("hate"),
  HATE_THREATENING("hate/threatening"),
  ILLICIT("illicit"),
  ILLICIT_VIOLENT("illicit/violent"),
  SELF_HARM("self-harm"),
  SELF_HARM_INTENT("self-harm/intent"),
  SELF_HARM_INSTRUCTIONS("self-harm/instructions"),
  SEXUAL("sexual"),
  SEXUAL_MINORS("sexual/minors"),
  VIOLENCE("violence"),
  VIOLENCE_GRAPHIC("violence/graphic"),
  /** Scams, romance scams first. */
  FRAUD("fraud"),
  /** Propaganda for and recruitment into violent movements. */
  EXTREMISM("extremism"),
  /** Instructions to the model hidden in data. */
  PROMPT_INJECTION("prompt-injection"),
  /** Attempts to talk the model out of its rules. */
  JAILBREAK("jailbreak"),
  /** Personal data. */
  PII("pii"),
  /** Keys, tokens and passwords. */
  SECRETS("secrets");

  private final String text;

  Category(String text) {
    this.text = text;
  }

  /**
   * The category with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static Category of(String text) {
    for (Category category : values()) {
      if (category.text.equals(text)) {
        return category;
      }
    }
    throw new IllegalArgumentException("unknown category '" + text + "'");
  }

  /** The category of which this is a special case, or null. */
  public @Nullable Category wider() {
    return switch (this) {
      case HARASSMENT_THREATENING -> HARASSMENT;
      case HATE_THREATENING -> HATE;
      case ILLICIT_VIOLENT -> ILLICIT;
      case SELF_HARM_INTENT, SELF_HARM_INSTRUCTIONS -> SELF_HARM;
      case SEXUAL_MINORS -> SEXUAL;
      case VIOLENCE_GRAPHIC -> VIOLENCE;
      case HARASSMENT,
          HATE,
          ILLICIT,
          SELF_HARM,
          SEXUAL,
          VIOLENCE,
          FRAUD,
          EXTREMISM,
          PROMPT_INJECTION,
          JAILBREAK,
          PII,
          SECRETS ->
          null;
    };
  }

  /** The name on the wire, such as {@code self-harm/intent}. */
  @JsonValue
  public String text() {
    return text;
  }
}
