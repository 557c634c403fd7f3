package dev.hearth.base;

import dev.hearth.contracts.Hop;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.service.invoker.HttpRequestValues;
import org.springframework.web.service.invoker.HttpServiceArgumentResolver;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes clients of other services, over HTTP or to {@link Neighbours}. A client sends the {@link
 * Hop}'s token and deadline, gives up at the deadline, and throws {@link ServiceException} for
 * every failure. Thread-safe, as are the clients.
 */
public final class ServiceClients implements AutoCloseable {

  private final HttpCalls calls = new HttpCalls("services");
  private final JsonMapper mapper;
  private final ObservationRegistry observations;
  private final Hops hops;
  private final @Nullable Neighbours neighbours;

  /** Clients that call these neighbours directly; null means all over HTTP. */
  ServiceClients(
      JsonMapper mapper,
      ObservationRegistry observations,
      Hops hops,
      @Nullable Neighbours neighbours) {
    this.hops = hops;
    this.mapper = mapper;
    this.observations = observations;
    this.neighbours = neighbours;
  }

  /**
   * A client of the service at this address.
   *
   * @param api an interface of the contracts
   * @param service what the service is called in messages, such as {@code moderation-service}
   * @param baseUrl where it is
   */
  public <T> T create(Class<T> api, String service, URI baseUrl) {
    return create(api, service, baseUrl, false);
  }

  /**
   * A client of a service none of whose calls does harm if it is made twice: one that breaks off is
   * made once more, within its deadline. Without this, that goes for GET alone, and for calls that
   * found no connection.
   */
  public <T> T createRepeating(Class<T> api, String service, URI baseUrl) {
    return create(api, service, baseUrl, true);
  }

  private <T> T create(Class<T> api, String service, URI baseUrl, boolean repeatable) {
    HopGuard guard = hops.to(service);
    T overHttp =
        HttpServiceProxyFactory.builderFor(
                new ServiceAdapter(
                    calls, guard, repeatable, mapper, observations, service, baseUrl))
            .customArgumentResolver(new HopHeaders())
            .build()
            .createClient(api);
    return neighbours == null || !Neighbours.mayBeAt(baseUrl)
        ? overHttp
        : NeighbourClient.create(api, overHttp, service, baseUrl, guard, neighbours);
  }

  /** Closes the connections of all clients. */
  @Override
  public void close() {
    calls.close();
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
