import type { ByteStream, KubeClient } from "../../src/kube/client.ts";
import type { ConnectOptions } from "../../src/kube/connect-options.ts";
import { connect } from "../../src/kube/connect.ts";

/** A client that disposing of it closes. */
export type ClosableClient = KubeClient & AsyncDisposable;

/** Connects with a kubeconfig and no environment but what `options` says. */
export async function connectWith(kubeconfig: string, options: Partial<ConnectOptions> = {}): Promise<ClosableClient> {
  const client = await connect({ env: {}, kubeconfig, ...options });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

/** Reads a stream to its end as text. */
export async function readText(body: ByteStream): Promise<string> {
  const chunks: Buffer[] = [];
  for (let more = await body.next(); more !== undefined; more = await body.next()) chunks.push(...more);
  return Buffer.concat(chunks).toString("utf8");
}

/** Waits until `isSo`, looking every few milliseconds; the test's own time limit ends a wait in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
