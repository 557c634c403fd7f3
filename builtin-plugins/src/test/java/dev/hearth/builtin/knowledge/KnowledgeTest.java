package dev.hearth.builtin.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.builtin.BuiltinPluginsTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

class KnowledgeTest extends BuiltinPluginsTest {

  private static final String LEAVE =
      """
      {"documents":[
       {"id":"leave","text":"Every employee has 28 days of paid holiday a year. Parents may take 14 weeks of parental leave at full pay.",
        "metadata":{"title":"Employee handbook","url":"https://intranet.example/handbook","author":"HR","source":"wiki","created_at":"2024-05-01"}},
       {"id":"parking","text":"The car park opens at six in the morning. Bicycles are kept in the cellar.",
        "metadata":{"title":"Building","author":"Facilities","created_at":"2021-01-15"}},
       {"id":"printer","text":"The printer on the third floor is called XR-7714. Toner is in the cupboard beside it."}]}
      """;

  /** A team of its own for each test. */
  private final String team = "team-" + UUID.randomUUID();

  private Answer query(String asker, String query) {
    return ask(asker, "/knowledge/query?query=" + encoded(query));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findsByMeaningAndCitesTheSource() {
    assertThat(post(team, "/knowledge/upsert", LEAVE).status()).isEqualTo(200);

    Answer found = query(team, "How much vacation do workers get?");

    assertThat(found.at("/results/0/document_id")).isEqualTo("leave");
    assertThat(found.at("/results/0/text")).contains("28 days of paid holiday");
    assertThat(found.at("/results/0/source"))
        .isEqualTo("Employee handbook <https://intranet.example/handbook>");
    assertThat(found.at("/results/0/url")).isEqualTo("https://intranet.example/handbook");
    assertThat(found.json().at("/results/0/score").asDouble()).isBetween(0.4, 1.0);
  }

  @Test
  void findsByAWordThatHasNoMeaning() {
    post(team, "/knowledge/upsert", LEAVE);

    assertThat(query(team, "XR-7714").at("/results/0/document_id")).isEqualTo("printer");
  }

  @Test
  void amongManyAlikeTheOneWithTheRareWordComesFirst() {
    String documents =
        IntStream.range(100, 140)
            .mapToObj(
                number ->
                    """
                    {"id": "order-%1$d", "text": "Order %1$d was packed in the northern hall, \
                    paid by invoice and sent to the customer within three working days."}\
                    """
                        .formatted(number))
            .collect(Collectors.joining(", ", "{\"documents\": [", "]}"));
    assertThat(post(team, "/knowledge/upsert", documents).status()).isEqualTo(200);

    for (int number : new int[] {103, 121, 138}) {
      assertThat(
              query(team, "Which hall was order " + number + " packed in, and how was it paid?")
                  .at("/results/0/document_id"))
          .isEqualTo("order-" + number);
    }
  }

  @Test
  void saysNothingWhereNothingFits() {
    post(team, "/knowledge/upsert", LEAVE);

    assertThat(query(team, "zygomorphic quasar entropy").json().path("results")).isEmpty();
  }

  @Test
  void anotherTeamSeesNothing() {
    String other = "team-" + UUID.randomUUID();
    post(team, "/knowledge/upsert", LEAVE);

    assertThat(query(other, "paid holiday").json().path("results")).isEmpty();
    assertThat(ask(other, "/knowledge/documents").json().path("documents")).isEmpty();
    assertThat(post(other, "/knowledge/delete", "{\"ids\":[\"leave\"]}").at("/deleted"))
        .isEqualTo("0");
    assertThat(post(other, "/knowledge/delete", "{\"delete_all\":true}").at("/deleted"))
        .isEqualTo("0");
    assertThat(query(team, "paid holiday").at("/results/0/document_id")).isEqualTo("leave");
  }

  @Test
  void theSameIdOfTwoTeamsIsTwoDocuments() {
    String other = "team-" + UUID.randomUUID();
    post(team, "/knowledge/upsert", "{\"documents\":[{\"id\":\"a\",\"text\":\"Ours is blue.\"}]}");
    post(other, "/knowledge/upsert", "{\"documents\":[{\"id\":\"a\",\"text\":\"Ours is red.\"}]}");

    assertThat(query(team, "which colour is ours").at("/results/0/text"))
        .isEqualTo("Ours is blue.");
    assertThat(query(other, "which colour is ours").at("/results/0/text"))
        .isEqualTo("Ours is red.");
  }

  @Test
  void anotherTeamsUploadIsNotThere() {
    String job = upload(team, "a.txt", utf8("A text about nothing much."), Map.of()).at("/job/id");

    assertThat(ask(team, "/knowledge/jobs/" + job).status()).isEqualTo(200);
    assertThat(ask("team-" + UUID.randomUUID(), "/knowledge/jobs/" + job).status()).isEqualTo(400);
  }

  @Test
  void refusesWhoeverShowsNoToken() {
    assertThat(send(request("/knowledge/query?query=holiday").GET().build()).status())
        .isEqualTo(401);
    assertThat(
            send(request("/knowledge/documents")
                    .header("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJ0ZWFtIjoiYSJ9.")
                    .GET()
                    .build())
                .status())
        .isEqualTo(401);
    assertThat(send(request("/calculator/calculate?expression=1").GET().build()).status())
        .isEqualTo(200);
  }

  @Test
  void aDocumentOfTheSameIdIsReplaced() {
    post(team, "/knowledge/upsert", LEAVE);
    query(team, "holiday");
    post(
        team,
        "/knowledge/upsert",
        "{\"documents\":[{\"id\":\"leave\",\"text\":\"Every employee has 31 days of holiday.\"}]}");

    Answer found = query(team, "How many days of holiday?");
    assertThat(found.at("/results/0/text")).isEqualTo("Every employee has 31 days of holiday.");
    assertThat(found.text()).doesNotContain("28 days");
    assertThat(ask(team, "/knowledge/documents").json().path("documents").size()).isEqualTo(3);
  }

  @Test
  void filtersByWhatIsKnownOfADocument() {
    post(team, "/knowledge/upsert", LEAVE);

    assertThat(
            ask(team, "/knowledge/query?query=holiday&author=Facilities")
                .json()
                .findValuesAsString("document_id"))
        .doesNotContain("leave");
    assertThat(
            ask(team, "/knowledge/query?query=car+park+holiday&start_date=2024-01-01")
                .json()
                .findValuesAsString("document_id"))
        .containsExactly("leave");
    assertThat(ask(team, "/knowledge/query?query=x&start_date=yesterday").status()).isEqualTo(400);
  }

  @Test
  void answersSeveralQueriesLikeTheRetrievalPlugin() {
    post(team, "/knowledge/upsert", LEAVE);

    Answer found =
        post(
            team,
            "/knowledge/query",
            """
            {"queries":[{"query":"vacation","top_k":1},
             {"query":"holiday","filter":{"document_id":"parking"},"top_k":1}]}
            """);

    assertThat(found.at("/results/0/results/0/document_id")).isEqualTo("leave");
    assertThat(found.json().at("/results/1/results").findValuesAsString("document_id"))
        .doesNotContain("leave");
  }

  @Test
  void deletesByIdByFilterAndAll() {
    post(team, "/knowledge/upsert", LEAVE);

    assertThat(post(team, "/knowledge/delete", "{}").status()).isEqualTo(400);
    assertThat(post(team, "/knowledge/delete", "{\"ids\":[\"leave\"]}").at("/deleted"))
        .isEqualTo("1");
    assertThat(query(team, "paid holiday").text()).doesNotContain("28 days");
    assertThat(
            post(team, "/knowledge/delete", "{\"filter\":{\"author\":\"Facilities\"}}")
                .at("/deleted"))
        .isEqualTo("1");
    assertThat(post(team, "/knowledge/delete", "{\"delete_all\":true}").at("/deleted"))
        .isEqualTo("1");
    assertThat(query(team, "toner").json().path("results")).isEmpty();
  }

  @Test
  void readsMarkdownHtmlAndPdf() throws IOException {
    Answer markdown =
        upload(
            team,
            "security.md",
            utf8("# Security policy\n\n## Passwords\n\nPasswords have **twelve** characters.\n"),
            Map.of());
    assertThat(markdown.at("/job/state")).as(markdown.text()).isEqualTo("done");
    assertThat(markdown.at("/ids/0")).isEqualTo("security.md");
    upload(
        team,
        "travel.html",
        utf8(
            "<html><head><title>Travel rules</title><script>var evil = 1</script></head><body>"
                + "<nav>Home</nav><h1>Trains</h1><p>Trains are booked in second&nbsp;class.</p>"
                + "</body></html>"),
        Map.of("url", "https://intranet.example/travel"));
    upload(team, "report.pdf", pdf("The turbine in Esbjerg made 4200 megawatt hours."), Map.of());

    Answer passwords = query(team, "how long must a password be");
    assertThat(passwords.at("/results/0/text")).isEqualTo("Passwords have twelve characters.");
    assertThat(passwords.at("/results/0/heading")).isEqualTo("Security policy > Passwords");
    assertThat(passwords.at("/results/0/source")).isEqualTo("Security policy");
    Answer trains = query(team, "may I travel first class by train");
    assertThat(trains.at("/results/0/text")).isEqualTo("Trains are booked in second class.");
    assertThat(trains.at("/results/0/source"))
        .isEqualTo("Travel rules <https://intranet.example/travel>");
    Answer turbine = query(team, "energy of the turbine");
    assertThat(turbine.at("/results/0/text")).contains("4200 megawatt hours");
    assertThat(turbine.at("/results/0/heading")).isEqualTo("page 1");
    assertThat(turbine.at("/results/0/source")).isEqualTo("report.pdf");
  }

  private static byte[] pdf(String text) throws IOException {
    try (PDDocument document = new PDDocument();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
        content.newLineAtOffset(50, 700);
        content.showText(text);
        content.endText();
      }
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  @Test
  void readsAnArchiveAndSaysWhatItCouldNotRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file :
          Map.of(
                  "a/one.txt", "The first file is about otters.",
                  "two.md", "# Two\nThe second file is about storks.",
                  "broken.pdf", "%PDF-1.7 and then nothing",
                  ".hidden.txt", "never read",
                  "picture.png", "never read either")
              .entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(utf8(file.getValue()));
        zip.closeEntry();
      }
    }
    String job = upload(team, "all.zip", bytes.toByteArray(), Map.of()).at("/job/id");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !ask(team, "/knowledge/jobs/" + job).at("/state").equals("running"));
    Answer done = ask(team, "/knowledge/jobs/" + job);
    assertThat(done.at("/state")).isEqualTo("done_with_failures");
    assertThat(done.at("/progress")).isEqualTo("3 of 3");
    assertThat(done.at("/failures/0/document")).isEqualTo("broken.pdf");
    assertThat(done.at("/failures/0/reason")).isEqualTo("the PDF is broken and cannot be read");
    assertThat(query(team, "otters").at("/results/0/document_id")).isEqualTo("a/one.txt");
    assertThat(query(team, "storks").at("/results/0/title")).isEqualTo("Two");
  }

  @Test
  void refusesWhatItCannotReadInWordsThatHelp() {
    assertThat(upload(team, "a.docx", utf8("x"), Map.of()).at("/error"))
        .startsWith("a file's name must end in .txt, .md, .html, .pdf");
    assertThat(upload(team, "a.jsonl", utf8("{\"text\":\"a\"}\n{nonsense"), Map.of()).at("/error"))
        .isEqualTo("line 2 is not JSON");
    assertThat(upload(team, "a.zip", utf8("not a zip"), Map.of()).at("/error"))
        .isEqualTo("the archive holds no .txt, .md, .html or .pdf file");
    assertThat(upload(team, "a.txt", new byte[0], Map.of()).at("/error"))
        .isEqualTo("the file is empty");
    assertThat(post(team, "/knowledge/upsert", "{\"documents\":[{\"id\":\"a\"}]}").at("/error"))
        .isEqualTo("a document needs a text");
    assertThat(post(team, "/knowledge/upsert", "nonsense").status()).isEqualTo(400);
    assertThat(post(team, "/knowledge/upsert", "{\"documents\":[{\"text\":\"  \"}]}").status())
        .isEqualTo(400);
  }

  @Test
  void anArchiveThatGrowsTooLargeIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("bomb.txt"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 70; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }

    Answer refused = upload(team, "bomb.zip", bytes.toByteArray(), Map.of());

    assertThat(bytes.size()).isLessThan(1 << 20);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/error")).startsWith("the archive holds more than");
  }

  @Test
  void whatWaitsIsDeletedToo() {
    String lines = "{\"id\":\"x\",\"text\":\"Some words that wait.\"}\n".repeat(1000);
    String job = upload(team, "x.jsonl", utf8(lines), Map.of()).at("/job/id");

    post(team, "/knowledge/delete", "{\"delete_all\":true}");

    Answer over = ask(team, "/knowledge/jobs/" + job);
    assertThat(over.at("/state")).isEqualTo("done");
    assertThat(over.json().path("withdrawn").asInt()).isPositive();
    assertThat(query(team, "words that wait").json().path("results")).isEmpty();
  }

  @Test
  void theLastOfTheSameIdWins() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i <= 20; i++) {
      lines.append("{\"id\":\"same\",\"text\":\"The answer is number ").append(i).append(".\"}\n");
    }
    String job = upload(team, "same.jsonl", utf8(lines.toString()), Map.of()).at("/job/id");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ask(team, "/knowledge/jobs/" + job).at("/state").equals("done"));
    assertThat(query(team, "what is the answer").json().findValuesAsString("text"))
        .isEqualTo(List.of("The answer is number 20."));
  }
}
