# Builds with BuildKit and with the classic builder; needs no frontend image.
#
# One pattern for all services:
#
#   mvn package -DskipTests
#   docker build --build-arg SERVICE=gateway-service -t hearth/gateway-service .
#
# The jar comes from the build on this machine, so that what was tested is what is shipped.
#
# Run it with a /tmp that can be written and executed, and nothing else: some services unpack a native
# library there (docker run --read-only --tmpfs /tmp:exec).
ARG BASE=eclipse-temurin:25-jre

# 1. The jar taken apart: libraries, which change rarely, apart from Hearth's own classes. Some have
#    native parts for many systems; in their place come those that the build made for Linux.
FROM ${BASE} AS extracted
ARG SERVICE
WORKDIR /extract
COPY ${SERVICE}/target/${SERVICE}-*-exec.jar ${SERVICE}/target/linux/*.jar given/
RUN mv given/*-exec.jar application.jar \
    && java -Djarmode=tools -jar application.jar extract --layers --destination layers \
    && for jar in given/*.jar; do \
         library=layers/dependencies/lib/${jar##*/}; \
         if test -e "$library"; then cp "$jar" "$library"; fi; \
       done

# 2. The program as it will lie there: a cache is only good for these very files.
FROM ${BASE} AS program
WORKDIR /app
COPY --from=extracted /extract/layers/dependencies/ ./
COPY --from=extracted /extract/layers/snapshot-dependencies/ ./
COPY --from=extracted /extract/layers/application/ ./

# 3. A start, to learn from: which classes are loaded and linked, and which methods run hot. It ends
#    where the context is ready, and needs no database; its secret signs nothing.
FROM program AS trained
COPY docker/training.properties /training/
RUN java -Xlog:aot=error -Xlog:cds=error -XX:AOTCacheOutput=/app/application.aot -XX:+UseSerialGC -XX:-UsePerfData \
      --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
      -Dspring.context.exit=onRefresh -Dspring.config.import=file:/training/training.properties \
      -jar application.jar \
    && test -s application.aot

# 4. What is shipped.
FROM program
COPY --from=trained /app/application.aot ./
ARG SERVICE
# What it is made of (CycloneDX), for scanners.
COPY ${SERVICE}/target/classes/META-INF/sbom/application.cdx.json ./sbom.cdx.json
LABEL org.opencontainers.image.title="hearth/${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 10001:10001
# In the exec form java is the first process, and SIGTERM drains it. Serial collector: the fitting
# one for a heap below a gigabyte or two, and the one the cache was made with.
ENTRYPOINT ["java", "-XX:AOTCache=/app/application.aot", "-XX:+UseSerialGC", "-XX:-UsePerfData", \
    "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", \
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-jar", "application.jar"]
