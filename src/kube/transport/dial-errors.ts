/** What went wrong between us and the proxy, told apart from what goes wrong behind it. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  /** Without user and password. */
  readonly proxy: string;

  constructor(proxy: URL, cause: unknown) {
    super("the proxy cannot be used", { cause });
    this.proxy = `${proxy.protocol}//${proxy.host}`;
  }
}

/** The dial took too long. */
export class DialTimeoutError extends Error {
  override readonly name = "DialTimeoutError";

  constructor(timeoutMs: number) {
    super(`no connection within ${timeoutMs / 1000} s`);
  }
}
