package dev.hearth.base;

import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OrtEnvironment;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SentenceEncoderTest {

  @Test
  void waitsForASessionThatIsBeingMade() throws InterruptedException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Thread loading = new Thread(SentenceEncoder::new);
    synchronized (environment) {
      loading.start();
      await().atMost(Duration.ofMinutes(1)).until(() -> isWaitingFor(environment, loading));
    }
    loading.join();
  }

  private static boolean isWaitingFor(Object monitor, Thread thread) {
    LockInfo lock =
        ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getLockInfo();
    return lock != null && lock.getIdentityHashCode() == System.identityHashCode(monitor);
  }
}
