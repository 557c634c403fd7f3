package dev.hearth.base;

import dev.hearth.contracts.Hop;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpRequestValues;
import org.springframework.web.service.invoker.HttpServiceArgumentResolver;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Makes clients of other services. A client sends the {@link Hop}'s token and deadline, gives up at
 * the deadline, and throws {@link ServiceException} for every failure. Thread-safe, as are the
 * clients.
 */
public final class ServiceClients {

  private final RestClient.Builder builder;

  ServiceClients(RestClient.Builder builder) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    this.builder = builder.requestFactory(new DeadlineRequestFactory(client));
  }

  /**
   * A client of the service at this address.
   *
   * @param api an interface of the contracts
   * @param service what the service is called in messages, such as {@code moderation-service}
   * @param baseUrl where it is
   */
  public <T> T create(Class<T> api, String service, URI baseUrl) {
    RestClient client = builder.clone().baseUrl(baseUrl).build();
    return HttpServiceProxyFactory.builderFor(
            new FailureTranslation(RestClientAdapter.create(client), service))
        .customArgumentResolver(new HopHeaders())
        .build()
        .createClient(api);
  }

  private static final class HopHeaders implements HttpServiceArgumentResolver {

    @Override
    public boolean resolve(
        @Nullable Object argument,
        MethodParameter parameter,
        HttpRequestValues.Builder requestValues) {
      if (!(argument instanceof Hop hop)) {
        return false;
      }
      requestValues.addHeader(HttpHeaders.AUTHORIZATION, "Bearer " + hop.token());
      requestValues.addHeader(Hop.REQUEST_ID_HEADER, hop.requestId());
      requestValues.addHeader(Hop.DEADLINE_HEADER, Long.toString(hop.remaining().toMillis()));
      return true;
    }
  }
}
