package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class VerifyAuditTest {

  @Test
  void endsWithOneAndNamesTheRecordsThatSomebodyAdded() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        HearthUnderTest hearth =
            HearthUnderTest.startOn(postgres.getJdbcUrl("postgres", "postgres"), "postgres")) {
      hearth.get("/admin/teams");
      Ended good = verify(hearth);
      assertThat(good.output()).contains(" 0 outside: as they were written");
      assertThat(good.code()).isZero();

      JdbcClient jdbc = JdbcClient.create(postgres.getPostgresDatabase());
      jdbc.sql("create table public.forged as select * from gateway.audit_record limit 1").update();
      jdbc.sql("update public.forged set chain = 0, seq = 7, request_id = 'forged'").update();
      jdbc.sql("insert into gateway.audit_record select * from public.forged").update();

      Ended bad = verify(hearth);
      assertThat(bad.output())
          .contains("chain 0 record 7: added:", "(request forged)", " 1 outside: NOT as they were");
      assertThat(bad.code()).isEqualTo(1);
    }
  }

  private static Ended verify(HearthUnderTest hearth) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int code =
        VerifyAudit.run(
            List.of("--url", hearth.url()),
            Map.of("HEARTH_ADMIN_KEY", HearthUnderTest.ADMIN_KEY),
            new PrintStream(output, true, StandardCharsets.UTF_8));
    return new Ended(code, output.toString(StandardCharsets.UTF_8));
  }

  private record Ended(int code, String output) {}
}
