package dev.hearth.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A model file that is still being written, locked against other processes. It gets its real name
 * only by {@link #complete}, when its hash is right.
 */
final class PartialFile implements AutoCloseable {

  private static final long REPORT_NANOS = 100_000_000;

  private final Path path;
  private final Path target;
  private final PublishedModel model;
  private final FileChannel channel;

  private PartialFile(Path path, Path target, PublishedModel model, FileChannel channel) {
    this.path = path;
    this.target = target;
    this.model = model;
    this.channel = channel;
  }

  static PartialFile open(Path folder, PublishedModel model) throws IOException {
    Files.createDirectories(folder);
    Path path = folder.resolve(model.fileName() + ".part");
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("another process is fetching " + path);
      }
    } catch (OverlappingFileLockException heldHere) {
      channel.close();
      throw new IOException("this process is fetching " + path + " already", heldHere);
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
    PartialFile part = new PartialFile(path, folder.resolve(model.fileName()), model, channel);
    if (part.length() > model.bytes()) {
      part.restart();
    }
    return part;
  }

  /** How many bytes are there. */
  long length() throws IOException {
    return channel.size();
  }

  /** Whether all bytes are there, right or wrong. */
  boolean full() throws IOException {
    return length() >= model.bytes();
  }

  /** Throws away what is there. */
  void restart() throws IOException {
    channel.truncate(0);
  }

  /** Appends a stream to its end, or as much as the file may still have. */
  void append(InputStream in, ModelProgress progress) throws IOException {
    channel.position(length());
    byte[] buffer = new byte[1 << 16];
    long reported = System.nanoTime();
    long done = length();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      done += read;
      if (done > model.bytes()) {
        restart();
        throw new IOException("the source sent more than the file's " + model.bytes() + " bytes");
      }
      if (System.nanoTime() - reported > REPORT_NANOS) {
        reported = System.nanoTime();
        progress.bytes(done, model.bytes());
      }
    }
    progress.bytes(done, model.bytes());
  }

  /**
   * Checks length and hash and gives the file its name.
   *
   * @throws IOException if it is too short (it stays, to be continued) or wrong (it is deleted)
   */
  Path complete() throws IOException {
    if (!full()) {
      throw new IOException(
          "the transfer broke off after " + length() + " of " + model.bytes() + " bytes");
    }
    String hash = sha256();
    if (!hash.equals(model.sha256())) {
      Files.delete(path);
      throw new IOException(
          "the file is not the published one (SHA-256 "
              + hash
              + " instead of "
              + model.sha256()
              + ") and was deleted");
    }
    channel.force(true);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }

  private String sha256() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
    channel.position(0);
    InputStream in = Channels.newInputStream(channel);
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
