package dev.hearth.builtin.knowledge;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;

/** Chooses how meanings are compared: by pgvector where the database has it. */
@Configuration(proxyBeanMethods = false)
class KnowledgeConfiguration {

  private static final Logger log = LoggerFactory.getLogger(KnowledgeConfiguration.class);

  @Bean
  Supplier<Nearest> nearest(
      JdbcTemplate template,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      KnowledgeProperties properties) {
    // Whoever asks first may be in a transaction, which must neither undo this nor wait for it.
    TransactionTemplate alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    // Not before it is needed: the database may come after this service.
    return SingletonSupplier.of(() -> choose(template, jdbc, alone, properties));
  }

  private static Nearest choose(
      JdbcTemplate template,
      JdbcClient jdbc,
      TransactionTemplate alone,
      KnowledgeProperties properties) {
    Nearest nearest =
        hasVectors(template, jdbc, alone)
            ? InDatabase.prepare(template, jdbc, alone)
            : new InMemory(template, jdbc, properties.vectorMemory().toBytes());
    log.info("meanings are compared by {}", nearest.description());
    return nearest;
  }

  private static boolean hasVectors(
      JdbcTemplate template, JdbcClient jdbc, TransactionTemplate alone) {
    boolean available =
        jdbc.sql("select count(*) from pg_available_extensions where name = 'vector'")
                .query(Long.class)
                .single()
            > 0;
    if (!available) {
      return false;
    }
    try {
      alone.executeWithoutResult(
          status -> {
            InDatabase.lockOthersOut(template);
            template.execute("create extension if not exists vector with schema public");
          });
      return true;
    } catch (DataAccessException notAllowed) {
      log.warn(
          "pgvector is there, but this user may not create its extension: let an administrator of"
              + " the database run 'create extension vector', then start again",
          notAllowed);
      return false;
    }
  }
}
