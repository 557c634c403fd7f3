package dev.hearth.builtin.knowledge;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The knowledge plugin's settings.
 *
 * @param workers how many uploaded documents are read at the same time
 * @param maxFileSize the largest file, and the most that an archive may hold in all
 * @param maxDocuments the most documents of one archive or JSON Lines file
 * @param maxDocumentCharacters how long a document's text may be
 * @param maxWaiting the most documents of a team that may wait to be read
 * @param chunkTokens how long a chunk may be, in MiniLM's tokens; it was trained on 128 and takes
 *     256
 * @param overlapTokens how much of a chunk's end the next one repeats, in whole sentences
 * @param language how PostgreSQL takes words apart: a text search configuration such as {@code
 *     english} or {@code simple}
 * @param vectorMemory how much memory the vectors of all teams may take, where the database has no
 *     pgvector; a team with more is read from the database at every query
 */
@Validated
@ConfigurationProperties("hearth.knowledge")
record KnowledgeProperties(
    @DefaultValue("1") @Min(1) @Max(16) int workers,
    @DefaultValue("64MB") DataSize maxFileSize,
    @DefaultValue("10000") @Min(1) int maxDocuments,
    @DefaultValue("2000000") @Min(1000) int maxDocumentCharacters,
    @DefaultValue("50000") @Min(1) int maxWaiting,
    @DefaultValue("180") @Min(32) @Max(250) int chunkTokens,
    @DefaultValue("40") @Min(0) @Max(100) int overlapTokens,
    @DefaultValue("english") @NotBlank String language,
    @DefaultValue("64MB") DataSize vectorMemory) {}
