import { readFileSync } from "node:fs";
import { connect, type ConnectionOptions } from "node:tls";

/**
 * What Node itself takes to receive the logs of many containers over a connection each, into one buffer: nothing is parsed, merged or
 * printed, not even the framing is taken out.
 *
 * Run: node test/bench/receive-sockets.ts URL TOKEN CA-FILE POD...
 */
const [url = "", token = "", caPath = "", ...podNames] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const buffer = Buffer.allocUnsafe(64 * 1024);
for (const name of podNames) {
  const options: ConnectionOptions & { readonly onread: object } = {
    host: hostname,
    port: Number(port),
    ca: readFileSync(caPath),
    ALPNProtocols: ["http/1.1"],
    onread: { buffer, callback: () => true },
  };
  const socket = connect(options, () => {
    const path = `/api/v1/namespaces/bench/pods/${name}/log?timestamps=true`;
    const headers = `host: ${hostname}\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n`;
    socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n`);
  });
}
