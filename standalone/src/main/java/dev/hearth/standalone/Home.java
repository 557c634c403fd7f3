package dev.hearth.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one running Hearth keeps everything. It is locked by the operating system, so
 * that a killed process leaves no stale lock.
 */
final class Home implements AutoCloseable {

  private static final int SECRET_BYTES = 32;

  private final Path folder;
  private final FileChannel channel;

  private Home(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Makes the folder if it is missing, for its owner only, and locks it.
   *
   * @throws StartFailure if another Hearth runs on it, or it cannot be written
   */
  static Home open(Path folder) {
    try {
      makeFolder(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StartFailure(
            "another Hearth is running on "
                + folder
                + "; stop it, or set HEARTH_HOME and HEARTH_PORT to run a second one");
      }
      return new Home(folder, channel);
    } catch (IOException unwritable) {
      throw new StartFailure(
          "HEARTH_HOME (%s) cannot be written: %s".formatted(folder, unwritable.getMessage()),
          unwritable);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisJvm) {
      return null;
    }
  }

  /** The folder itself. */
  Path folder() {
    return folder;
  }

  /** A random secret that is made once and kept in a file for the owner only. */
  String secret(String name) {
    return keep(
        folder.resolve("secrets").resolve(name),
        () -> {
          byte[] random = new byte[SECRET_BYTES];
          new SecureRandom().nextBytes(random);
          return HexFormat.of().formatHex(random);
        });
  }

  /** The content of a file; made, and kept for the owner only, if there is no such file. */
  String keep(Path file, Supplier<String> make) {
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      String content = make.get();
      makeFolder(file.getParent());
      write(file, content);
      return content;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Writes a file for the owner only; a reader sees the old content or the new, never a part. */
  void write(Path file, String content) throws IOException {
    Path whole = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
    Files.writeString(whole, content);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void makeFolder(@Nullable Path folder) throws IOException {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException(unclosable);
    }
  }
}
