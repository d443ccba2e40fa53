import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What a proxy does to the connections that go through it. */
export interface TcpProxyOptions {
  readonly host?: string;
  readonly port: number;
  /**
   * After how many bytes from the server a connection is cut; asked once for each connection. Absent or
   * undefined: never.
   */
  readonly cutAfterBytes?: () => number | undefined;
  /** How it is cut. Absent: reset. */
  readonly how?: "reset" | "fin";
  /** Cuts a connection that has been silent for so long, in both directions. */
  readonly idleMs?: number;
}

/** A proxy that knows nothing of what goes through it. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections came. */
  readonly connectionCount: number;
  /** How many were cut. */
  readonly cutCount: number;
  /** Cuts all connections that are open. */
  cutAll(how?: "reset" | "fin"): void;
  /** Holds back everything, or lets it go again; connections stay open. */
  setPaused(isPaused: boolean): void;
  /** Changes what is done to connections to come. */
  configure(options: Partial<Pick<TcpProxyOptions, "cutAfterBytes" | "how" | "idleMs">>): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1, in front of a real or a fake API server. */
export async function startTcpProxy(initial: TcpProxyOptions): Promise<TcpProxy> {
  let options = initial;
  let isPaused = false;
  let connectionCount = 0;
  let cutCount = 0;
  const open = new Set<Pipe>();
  const server = createServer((client) => {
    connectionCount += 1;
    const pipe: Pipe = { client, upstream: connect(options.port, options.host ?? "127.0.0.1"), isPaused };
    open.add(pipe);
    const cut = (how: "reset" | "fin" = options.how ?? "reset"): void => {
      if (!open.delete(pipe)) return;
      cutCount += 1;
      cutPipe(pipe, how);
    };
    join(pipe, () => open.delete(pipe));
    limit(pipe, options, cut);
    if (isPaused) setPaused(pipe, true);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cutAll = (how: "reset" | "fin" = "reset"): void => {
    for (const pipe of open) {
      cutCount += 1;
      cutPipe(pipe, how);
    }
    open.clear();
  };
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cutAll();
    await closed;
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connectionCount() {
      return connectionCount;
    },
    get cutCount() {
      return cutCount;
    },
    cutAll,
    setPaused: (shouldPause) => {
      isPaused = shouldPause;
      for (const pipe of open) setPaused(pipe, shouldPause);
    },
    configure: (changes) => {
      options = { ...options, ...changes };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Pipe {
  readonly client: Socket;
  readonly upstream: Socket;
  isPaused: boolean;
}

function join({ client, upstream }: Pipe, onClose: () => void): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.setNoDelay(true);
    from.on("error", () => undefined);
    from.on("close", () => {
      to.destroySoon();
      onClose();
    });
  }
  client.pipe(upstream);
}

/** Passes on what the server says, up to the limit to the byte, and watches for silence. */
function limit(pipe: Pipe, options: TcpProxyOptions, cut: () => void): void {
  const { client, upstream } = pipe;
  let bytesLeft = options.cutAfterBytes?.() ?? Number.POSITIVE_INFINITY;
  upstream.on("data", (chunk: Buffer) => {
    const sent = chunk.subarray(0, bytesLeft);
    bytesLeft -= sent.length;
    const hasRoom = client.write(sent, () => {
      if (bytesLeft <= 0) cut();
    });
    if (!hasRoom) upstream.pause();
  });
  client.on("drain", () => {
    if (!pipe.isPaused) upstream.resume();
  });
  if (options.idleMs === undefined) return;
  const timer = setTimeout(cut, options.idleMs);
  const touch = (): void => void timer.refresh();
  upstream.on("data", touch);
  client.on("data", touch);
  client.on("close", () => clearTimeout(timer));
}

function setPaused(pipe: Pipe, isPaused: boolean): void {
  pipe.isPaused = isPaused;
  for (const socket of [pipe.client, pipe.upstream]) {
    if (isPaused) socket.pause();
    else socket.resume();
  }
}

function cutPipe({ client, upstream }: Pipe, how: "reset" | "fin"): void {
  // A reset of a socket that is being shut down would never close it.
  if (how === "reset" && !client.writableEnded) client.resetAndDestroy();
  else client.destroySoon();
  upstream.destroy();
}
