package dev.hearth.moderation.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.text.Views;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorLayerTest {

  private static final DetectorLayer LAYER = new DetectorLayer();
  private static final Views VIEWS = new Views();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          card 4111 1111 1111 1111.                        | card              | 4111 1111 1111 1111
          pay 378282246310005 now                          | card              | 378282246310005
          IBAN DE89 3704 0044 0532 0130 00, please         | iban              | DE89 3704 0044 0532 0130 00
          gb82west12345698765432                           | iban              | gb82west12345698765432
          mail (jane.doe+x@mail.example.org)               | email             | jane.doe+x@mail.example.org
          call +49 30 901820 today                         | phone             | +49 30 901820
          (415) 555-2671                                   | phone             | (415) 555-2671
          my phone is 60-56-85-91                          | phone             | 60-56-85-91
          SSN 460-89-9847                                  | us-ssn            | 460-89-9847
          DNI 12345678Z                                    | es-dni            | 12345678Z
          NIE X1234567L                                    | es-dni            | X1234567L
          CF RSSMRA85T10A562S                              | it-codice-fiscale | RSSMRA85T10A562S
          CPF 111.444.777-35                               | br-cpf            | 111.444.777-35
          PESEL 44051401359                                | pl-pesel          | 44051401359
          NIR 1 84 12 76 451 089 46                        | fr-nir            | 1 84 12 76 451 089 46
          key AKIAIOSFODNN7EXAMPLE here                    | aws-access-key    | AKIAIOSFODNN7EXAMPLE
          hearth_0123456789abcdefABCDEF                    | hearth-key        | hearth_0123456789abcdefABCDEF
          ghp_abcdefghij0123456789ABCDEFGHIJ012345         | github-token      | ghp_abcdefghij0123456789ABCDEFGHIJ012345
          xoxb-123456789012-abcdefghijkl                   | slack-token       | xoxb-123456789012-abcdefghijkl
          sk-proj-abcdefghij0123456789ABCD.                | openai-key        | sk-proj-abcdefghij0123456789ABCD
          eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl | jwt              | eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
          the password is hunter22x                        | named-secret      | hunter22x
          api_key="a1b2c3d4e5"                             | named-secret      | a1b2c3d4e5
          """)
  void findsTheWholeOfIt(String text, String rule, String found) {
    assertThat(hits(text))
        .filteredOn(hit -> hit.rule().equals(rule))
        .extracting(hit -> text.substring(hit.start(), hit.end()))
        .containsExactly(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "card 4111 1111 1111 1112",
        "IBAN DE89 3704 0044 0532 0130 01",
        "on 2024-11-25 at 12:30:45",
        "version 10.2.3.4 of 2023.11",
        "pi is 3.14159265358979",
        "order 12345678A",
        "PESEL 44051401358",
        "CPF 111.444.777-36",
        "000-12-3456",
        "password: ********",
        "sk-learn is a library",
        "ask me@ noon",
        "a ratio of 415-555"
      })
  void leavesWhatOnlyLooksLikeIt(String text) {
    assertThat(hits(text)).isEmpty();
  }

  @Test
  void replacesAPrivateKeyToItsEnd() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\nabcd==\n-----END RSA PRIVATE KEY-----";

    assertThat(hits("Here:\n" + key + "\nDone."))
        .extracting(Hits.Hit::rule, Hits.Hit::start, Hits.Hit::end)
        .contains(tuple("private-key", 6, 6 + key.length()));
  }

  private static final String KEY_LINE =
      "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MaXkQ2ZkYw9uYm5s";

  @Test
  void replacesAQuotedPrivateKeyToItsEnd() {
    String key =
        "-----BEGIN RSA PRIVATE KEY-----\n> "
            + (KEY_LINE + "\n> ").repeat(100)
            + "abcd==\n> -----END RSA PRIVATE KEY-----";

    assertThat(privateKeys("> " + key + "\n> Regards")).containsExactly(key);
  }

  @Test
  void replacesAPrivateKeyWithHeadersToItsEnd() {
    String key =
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2.0.22 (GNU/Linux)\n"
            + "Comment: \"Don't share!\"\n\n"
            + (KEY_LINE + "\n").repeat(20)
            + "=aB3d\n-----END PGP PRIVATE KEY BLOCK-----";

    assertThat(privateKeys(key + ", that is it.")).containsExactly(key);
  }

  @Test
  void replacesAPrivateKeyWithoutAnEndToItsLastLine() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\n> " + (KEY_LINE + "\n> ").repeat(100) + "abcd==";

    assertThat(privateKeys(key)).containsExactly(key);
    assertThat(privateKeys(key + "\n\nRegards, John. " + "We met at noon; it rained. ".repeat(40)))
        .containsExactly(key);
  }

  @Test
  void aWordAboutPrivateKeysIsNotReplacedWithThem() {
    String text =
        "It begins with `-----BEGIN PRIVATE KEY-----`. "
            + "Lines of base64 follow, then its end. ".repeat(30);

    assertThat(privateKeys(text)).containsExactly("-----BEGIN PRIVATE KEY-----");
  }

  private static List<String> privateKeys(String text) {
    return hits(text).stream()
        .filter(hit -> hit.rule().equals("private-key"))
        .map(hit -> text.substring(hit.start(), hit.end()))
        .distinct()
        .toList();
  }

  private static List<Hits.Hit> hits(String text) {
    Hits hits = new Hits(Direction.INPUT, text.length(), 0, Instant.MAX);
    VIEWS.forEach(text, false, false, view -> LAYER.judge(view, hits));
    return hits.found();
  }
}
