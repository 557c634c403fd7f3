package dev.hearth.inference.embedded;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import de.kherud.llama.LlamaModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the child process is started: by this JVM's own java, from where this code came. From files
 * (class folders, an extracted jar) with the few jars that it needs; from within a Spring Boot jar
 * through that jar's launcher.
 */
final class ChildCommand {

  private static final String LAUNCHER =
      "org.springframework.boot.loader.launch.PropertiesLauncher";
  private static final String NESTED = "nested:";

  private ChildCommand() {}

  static List<String> of(Path temporary, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java().toString());
    command.add("-Xmx256m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:-UsePerfData");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dde.kherud.llama.tmpdir=" + temporary);
    URL own = location(EngineProcess.class);
    if (own.getProtocol().equals("file")) {
      command.add("-cp");
      command.add(classPath());
      command.add(EngineProcess.class.getName());
    } else {
      command.add("-Dloader.main=" + EngineProcess.class.getName());
      command.add("-cp");
      command.add(outerJar(own.toString()).toString());
      command.add(LAUNCHER);
    }
    command.addAll(arguments);
    return command;
  }

  private static Path java() throws IOException {
    return ProcessHandle.current()
        .info()
        .command()
        .map(Path::of)
        .orElseThrow(() -> new IOException("this system does not tell which java runs"));
  }

  private static String classPath() throws IOException {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> needed :
        List.of(
            EngineProcess.class,
            LlamaModel.class,
            JsonMapper.class,
            JsonParser.class,
            JsonTypeInfo.class)) {
      try {
        places.add(Path.of(location(needed).toURI()).toString());
      } catch (URISyntaxException malformed) {
        throw new IOException(malformed);
      }
    }
    return String.join(java.io.File.pathSeparator, places);
  }

  /** From {@code jar:nested:/path/app.jar/!BOOT-INF/classes/!/}, the file. */
  static Path outerJar(String location) throws IOException {
    int start = location.indexOf(NESTED);
    int end = location.indexOf("/!", start);
    if (start < 0 || end < 0) {
      throw new IOException("cannot start the engine from " + location);
    }
    return Path.of(
        UriUtils.decode(location.substring(start + NESTED.length(), end), StandardCharsets.UTF_8));
  }

  private static URL location(Class<?> type) throws IOException {
    java.security.CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException("cannot tell where " + type.getName() + " came from");
    }
    return source.getLocation();
  }
}
