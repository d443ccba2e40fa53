import { openSync, readFileSync, writevSync } from "node:fs";
import { connect } from "node:http2";

/**
 * What Node itself takes to receive the logs of many containers over one HTTP/2 connection: nothing is parsed, merged or
 * printed. What is built on it cannot be quicker.
 *
 * Run: node test/bench/receive-only.ts URL TOKEN CA-FILE OUT-FILE POD..., where `-` for OUT-FILE throws the bytes away.
 */
const [url = "", token = "", caPath = "", outPath = "-", ...podNames] = process.argv.slice(2);
const windowBytes = 1 << 20;
const session = connect(url, { ca: readFileSync(caPath), settings: { initialWindowSize: windowBytes } });
session.on("connect", () => session.setLocalWindowSize(windowBytes * podNames.length));
const out = outPath === "-" ? undefined : openSync(outPath, "w");
let chunks: Buffer[] = [];
let chunkBytes = 0;
let openCount = podNames.length;
for (const name of podNames) {
  const path = `/api/v1/namespaces/bench/pods/${name}/log?timestamps=true`;
  const stream = session.request({ ":path": path, authorization: `Bearer ${token}` });
  stream.on("data", (chunk: Buffer) => write(chunk));
  stream.on("end", () => {
    openCount--;
    if (openCount > 0) return;
    flush();
    session.close();
  });
}

function write(chunk: Buffer): void {
  if (out === undefined) return;
  chunks.push(chunk);
  chunkBytes += chunk.length;
  if (chunkBytes >= windowBytes) flush();
}

function flush(): void {
  if (out !== undefined && chunks.length > 0) writevSync(out, chunks);
  chunks = [];
  chunkBytes = 0;
}
