package dev.hearth.gateway.screening;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class UnscreenedNoticeTest {

  @Test
  void nothingIsUnscreenedWhereOthersCanReachTheGateway() {
    assertThatIllegalStateException().isThrownBy(() -> new UnscreenedNotice(null));
    for (String address : new String[] {"0.0.0.0", "10.0.0.1", "::"}) {
      InetAddress open = InetAddress.ofLiteral(address);
      assertThatIllegalStateException().as(address).isThrownBy(() -> new UnscreenedNotice(open));
    }
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    assertThatCode(() -> new UnscreenedNotice(loopback)).doesNotThrowAnyException();
  }
}
