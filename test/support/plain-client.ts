import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent, request as requestHttps } from "node:https";

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

/** An answer that comes piece by piece. */
export interface OpenAnswer extends AsyncDisposable {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Waits until the body so far matches, and returns it. @throws when it ends before. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end, and returns the whole body. */
  end(): Promise<string>;
}

/** How a client reaches a server. */
export interface PlainClientOptions {
  readonly url: string;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * A client over HTTP/1.1 that knows nothing of Kubernetes, so that tests of the server do not rest on
 * the client under test.
 */
export class PlainClient {
  readonly options: PlainClientOptions;
  readonly #agent: Agent;

  constructor(options: PlainClientOptions) {
    this.options = options;
    const { ca, cert, key } = options;
    this.#agent = new Agent({ keepAlive: false, ca, cert, key });
  }

  /** A client with the server and credentials of a kubeconfig's only context (data inside the file). */
  static fromKubeconfig(path: string): PlainClient {
    return PlainClient.ofKubeconfig(readFileSync(path, "utf8"));
  }

  /** As `fromKubeconfig`, of its content. */
  static ofKubeconfig(text: string): PlainClient {
    const field = (name: string): string | undefined => new RegExp(`"?\\b${name}"?:\\s*"?([^"\\s,]+)`).exec(text)?.[1];
    const decoded = (name: string): string | undefined => {
      const value = field(name);
      return value === undefined ? undefined : Buffer.from(value, "base64").toString();
    };
    return new PlainClient({
      url: field("server") ?? "",
      ca: decoded("certificate-authority-data"),
      cert: decoded("client-certificate-data"),
      key: decoded("client-key-data"),
      token: field("token"),
    });
  }

  /** Sends a request and waits for the whole answer. */
  async send(method: string, path: string, options: SendOptions = {}): Promise<Answer> {
    await using answer = await this.open(path, { ...options, method });
    const text = await answer.end();
    return { status: answer.status, headers: answer.headers, text, json: parseJson(text) };
  }

  /** GET, the whole answer. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send("GET", path, { headers });
  }

  /** Sends a request; settled when the head of the answer is there. */
  open(path: string, options: SendOptions & { readonly method?: string } = {}): Promise<OpenAnswer> {
    const { method = "GET", body, headers = {} } = options;
    const { url, token } = this.options;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const content = body === undefined ? undefined : JSON.stringify(body);
    const type = { "content-type": options.contentType ?? "application/json" };
    const all = { "user-agent": "contract", ...authorization, ...(content === undefined ? {} : type), ...headers };
    return new Promise((resolve, reject) => {
      const request = url.startsWith("https:")
        ? requestHttps(`${url}${path}`, { method, headers: all, agent: this.#agent })
        : requestHttp(`${url}${path}`, { method, headers: all });
      request.on("error", reject);
      request.on("response", (response) => resolve(new IncomingAnswer(response)));
      request.end(content);
    });
  }
}

/** What a request says besides its path. */
export interface SendOptions {
  readonly body?: unknown;
  /** Of the body; absent: application/json. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

class IncomingAnswer implements OpenAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly #message: IncomingMessage;
  #text = "";
  #isOver = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(message: IncomingMessage) {
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.#message = message;
    message.setEncoding("utf8");
    message.on("data", (chunk: string) => {
      this.#text += chunk;
      this.#wake();
    });
    message.on("error", (error) => {
      this.#failure = error;
    });
    message.on("close", () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#text)) {
      if (this.#isOver) throw this.#failure ?? new Error(`the answer ended without ${pattern}: ${this.#text}`);
      await this.#change();
    }
    return this.#text;
  }

  async end(): Promise<string> {
    while (!this.#isOver) await this.#change();
    if (this.#failure !== undefined) throw this.#failure;
    return this.#text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#message.destroy();
    if (!this.#isOver) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
