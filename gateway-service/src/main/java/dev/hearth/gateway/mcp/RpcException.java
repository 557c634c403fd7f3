package dev.hearth.gateway.mcp;

import java.io.Serial;

/** A request that is answered with an error of JSON-RPC 2.0 (section 5.1). */
final class RpcException extends RuntimeException {

  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;
  static final int PARSE_ERROR = -32700;

  @Serial private static final long serialVersionUID = 1;

  private final int code;

  RpcException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
