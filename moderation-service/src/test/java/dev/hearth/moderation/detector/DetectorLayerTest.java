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
          card 4111‑1111‑1111‑1111 | card | 4111‑1111‑1111‑1111
          card 4111–1111–1111–1111 | card | 4111–1111–1111–1111
          card 4111.1111.1111.1111. | card | 4111.1111.1111.1111
          card 4111  1111  1111  1111 | card | 4111  1111  1111  1111
          card 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 | card | 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1
          card 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1, ok | card | 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1
          card ٤١١١ ١١١١ ١١١١ ١١١١ | card | ٤١١١ ١١١١ ١١١١ ١١١١
          card ५५५५५५५५५५५५४४४४ | card | ५५५५५५५५५५५५४४४४
          SSN 460‑89‑9847 | us-ssn | 460‑89‑9847
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
          SSN: 078051120 | us-ssn | 078051120
          social security number 460 89 9847 | us-ssn | 460 89 9847
          NI number AB123456C | uk-nino | AB123456C
          it is AB 12 34 56 C, I think | uk-nino | AB 12 34 56 C
          Aadhaar 2345 6789 0124 | in-aadhaar | 2345 6789 0124
          SIN: 130692544 | ca-sin | 130692544
          BSN 111222333 | nl-bsn | 111222333
          Steuer-ID 86095742719 | de-tax-id | 86095742719
          IdNr. 65 929 970 489 | de-tax-id | 65 929 970 489
          ID 11010519491231002X | cn-resident-id | 11010519491231002X
          身份证号110101199003077758。 | cn-resident-id | 110101199003077758
          卡号4111111111111111是我的 | card | 4111111111111111
          BI1412345678901234567890123 | iban | BI1412345678901234567890123
          BY91123456789012345678901234 | iban | BY91123456789012345678901234
          DJ9012345678901234567890123 | iban | DJ9012345678901234567890123
          FK4912345678901234 | iban | FK4912345678901234
          HN70123456789012345678901234 | iban | HN70123456789012345678901234
          LC211234567890123456789012345678 | iban | LC211234567890123456789012345678
          LY37123456789012345678901 | iban | LY37123456789012345678901
          MN181234567890123456 | iban | MN181234567890123456
          NI31123456789012345678901234 | iban | NI31123456789012345678901234
          OM311234567890123456789 | iban | OM311234567890123456789
          RU3212345678901234567890123456789 | iban | RU3212345678901234567890123456789
          SC21123456789012345678901234567 | iban | SC21123456789012345678901234567
          SD5012345678901234 | iban | SD5012345678901234
          SO861234567890123456789 | iban | SO861234567890123456789
          ST86123456789012345678901 | iban | ST86123456789012345678901
          SV44123456789012345678901234 | iban | SV44123456789012345678901234
          TL861234567890123456789 | iban | TL861234567890123456789
          VG7812345678901234567890 | iban | VG7812345678901234567890
          YE8112345678901234567890123456 | iban | YE8112345678901234567890123456
          NIR 1 84 12 76 451 089 46                        | fr-nir            | 1 84 12 76 451 089 46
          key AKIAIOSFODNN7EXAMPLE here                    | aws-access-key    | AKIAIOSFODNN7EXAMPLE
          hearth_0123456789abcdefABCDEF                    | hearth-key        | hearth_0123456789abcdefABCDEF
          ghp_abcdefghij0123456789ABCDEFGHIJ012345         | github-token      | ghp_abcdefghij0123456789ABCDEFGHIJ012345
          xoxb-123456789012-abcdefghijkl                   | slack-token       | xoxb-123456789012-abcdefghijkl
          sk-proj-abcdefghij0123456789ABCD.                | openai-key        | sk-proj-abcdefghij0123456789ABCD
          eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl | jwt              | eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
          the password is hunter22x                        | named-secret      | hunter22x
          api_key="a1b2c3d4e5"                             | named-secret      | a1b2c3d4e5
          id AKIAQWERTYUIOPASDFGH. | aws-access-key | AKIAQWERTYUIOPASDFGH
          AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY | named-secret | wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
          aws_secret_access_key: qJalrXUtnFEMIxKaMDENGxbPxRfiCYEXAMPLEKEY | named-secret | qJalrXUtnFEMIxKaMDENGxbPxRfiCYEXAMPLEKEY
          "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" | named-secret | wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
          key 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, ok | google-secret | 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
          key ya29.a087b1PZqZrmktsO3U9224xf2MvQyGplpErf87038J, ok | google-token | ya29.a087b1PZqZrmktsO3U9224xf2MvQyGplpErf87038J
          key rk_test_1ta6sKT4t2WGmABMsBCkotq0, ok | stripe-key | rk_test_1ta6sKT4t2WGmABMsBCkotq0
          key whsec_ZcfcDOrHIPESvjRmeA6mOOCrlwBVLuOJ, ok | webhook-secret | whsec_ZcfcDOrHIPESvjRmeA6mOOCrlwBVLuOJ
          key xoxc-123456789012-m5ug1dTorWLN3phv7lsD, ok | slack-token | xoxc-123456789012-m5ug1dTorWLN3phv7lsD
          key xoxd-ab%2FbcwSf599sVR9ubusu9jX%3D%3D, ok | slack-token | xoxd-ab%2FbcwSf599sVR9ubusu9jX%3D%3D
          key xoxe-1-ZxsKgCnB6nhdddVkMRjMcIFLpuch1H, ok | slack-token | xoxe-1-ZxsKgCnB6nhdddVkMRjMcIFLpuch1H
          https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/x1x1x1x1x1x1x1x1x1x1x1x1 | slack-webhook | hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/x1x1x1x1x1x1x1x1x1x1x1x1
          key 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, ok | groq-key | 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
          key r8_VcFyfBn73K587kvsQEZ5Pu0AHnPZRZrv7z9Fe, ok | replicate-token | r8_VcFyfBn73K587kvsQEZ5Pu0AHnPZRZrv7z9Fe
          key dop_v1_861c4815efcc6065083cc7165afe0213f841b209b22ec69c7fc323bdde269fd3, ok | digitalocean-token | dop_v1_861c4815efcc6065083cc7165afe0213f841b209b22ec69c7fc323bdde269fd3
          key 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, ok | shopify-token | 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
          key 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, ok | shopify-token | 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
          key hvs.lPER4VoNY1Qt27Sz4Mp5FTotxoVuIOHC5ZzGz0usCALaql5IDSJN0xz8yNbjGeD9O6wMYt6fWqEoO7E5MXej7peti8, ok | vault-token | hvs.lPER4VoNY1Qt27Sz4Mp5FTotxoVuIOHC5ZzGz0usCALaql5IDSJN0xz8yNbjGeD9O6wMYt6fWqEoO7E5MXej7peti8
          key glptt-15c8075361a2381954d42b04d469f2c558c9ca5c, ok | gitlab-token | glptt-15c8075361a2381954d42b04d469f2c558c9ca5c
          key dckr_pat_dBbr4Rbt9Yjfkh2M0aooJaE6TIl, ok | docker-token | dckr_pat_dBbr4Rbt9Yjfkh2M0aooJaE6TIl
          key 123456789:AA40CUT36R7Syv2l1HLmgEN56wt7P15AMVc, ok | telegram-token | 123456789:AA40CUT36R7Syv2l1HLmgEN56wt7P15AMVc
          api.telegram.org/bot1234567890:AA_x_x_x_x_x_x_x_x_x_x_x_x_x_x_x_xy/getMe | telegram-token | 1234567890:AA_x_x_x_x_x_x_x_x_x_x_x_x_x_x_x_xy
          AccountName=a;AccountKey=0OnqL2ZQLtY5EO1vZ1f5p5u4gQScMuHE9w7flTcFHI0MTpcmRevYM6iSthG400G1ae2oNrN9b4UcaESjnxp4VV==;EndpointSuffix=b | azure-key | AccountKey=0OnqL2ZQLtY5EO1vZ1f5p5u4gQScMuHE9w7flTcFHI0MTpcmRevYM6iSthG400G1ae2oNrN9b4UcaESjnxp4VV==
          postgres://hearth:s3cret!@db:5432/hearth | url-password | s3cret!
          at https://jo:p@ss#word@[::1]/x | url-password | p@ss#word
          Authorization: Basic dXNlcjpwYXNzd29yZA== | basic-credentials | dXNlcjpwYXNzd29yZA==
          refresh_token: 1//0gabcdefg | named-secret | 1//0gabcdefg
          ?token=abc12345&page=2 | named-secret | abc12345
          token: 8f14e45fceea167a5a36 | named-secret | 8f14e45fceea167a5a36
          """)
  void findsTheWholeOfIt(String text, String rule, String found) {
    assertThat(hits(text))
        .filteredOn(hit -> hit.rule().equals(rule))
        .extracting(hit -> text.substring(hit.start(), hit.end()))
        .containsOnly(found);
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
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "3 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 3",
        "4111/1111/1111/1111",
        "411 11111 1111 1111",
        "MP for Halifax West (1997–2000)",
        "the years 1914–1918 and 2010–2015",
        "password: ********",
        "sk-learn is a library",
        "ask me@ noon",
        "a ratio of 415-555",
        "number 078051120",
        "SSN: 000051120",
        "AB123456C",
        "NI number GB123456C",
        "NI number AB123456E",
        "on AT 12 15 30 E",
        "2345 6789 0124",
        "Aadhaar 2345 6789 0125",
        "130692544",
        "SIN: 130692545",
        "a sin 130692544",
        "111222333",
        "BSN 111222334",
        "86095742719",
        "Steuer-ID 86095742718",
        "Steuer-ID 12345678903",
        "110105194912310021",
        "11010519491331002X",
        "RU3312345678901234567890123456789",
        "AKIAQWERTYUIOPASDFGHJK is too long",
        "AKIAqwertyuiopasdfgh",
        "GOCSPX-short",
        "gsk_short1",
        "shpat_0123456789abcdef",
        "r8_model_v2",
        "hvs.yaml1",
        "hooks.slack.com/services/T1",
        "12345678:AAbc",
        "at 12:30:45 and 10:AA",
        "https://example.org:8080/@user/x",
        "http://localhost:8080?mail=jo",
        "ssh://git@forge/a/b",
        "postgres://${USER}:${PASSWORD}@db/x",
        "ftp://jo:***@host/",
        "basic training of 2024",
        "Authorization: Basic realm",
        "next_page_token: CAUQAA12345678901234",
        "max_tokens=4096",
        "token = lexer.nextToken1(a)",
        "secret: my-app-tls-2024-cert",
        "secret: /run/secrets/db2/password1",
        "the secret: bake at 220 degrees",
        "token: a word or part of one"
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

  @Test
  void replacesTheWholeOfALongSecret() {
    String secret = "a1".repeat(400);

    assertThat(hits("password=" + secret + " ok"))
        .extracting(Hits.Hit::rule, Hits.Hit::start, Hits.Hit::end)
        .contains(tuple("named-secret", 9, 9 + secret.length()));
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
