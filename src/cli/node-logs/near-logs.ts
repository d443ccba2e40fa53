import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { StatusError } from "../../kube/failures/status-error.ts";
import type { Node } from "../../kube/objects.ts";
import { NodeFolder } from "../../logfiles/node-folder.ts";
import { MissingServiceError } from "../../nodelogs/missing-service-error.ts";
import { NodeJournal } from "../../nodelogs/node-journal.ts";
import { rescuedSource } from "../../stream/rescued-source.ts";
import type { LogSource } from "../../stream/source.ts";
import { didYouMean, listOf } from "../../targets/explain/hint.ts";
import { nearNames } from "../../text/near-names.ts";
import { servicesOf, usualServices } from "./services-of-node.ts";

/** A node that was asked, and how it is asked. */
interface AskedNode {
  readonly client: KubeClient;
  readonly node: string;
  /** The command with another name of a node. */
  readonly usage: (node: string) => string;
}

/** A log of a node that was asked for. */
export interface AskedLog extends AskedNode {
  /** A service, or a file below `/var/log`, beginning with a slash. */
  readonly query: string;
  /** What to type for another one of the same node. */
  readonly usageOf: (query: string) => string;
}

/** The source; where there is no such node, service or file its error has the names that are near. */
export function withNearNames(source: LogSource, asked: AskedLog): LogSource {
  return rescuedSource(source, async (error, signal) => {
    throw await withNear(error, asked, signal);
  });
}

/** Whether it says that there is no such node. */
export function isMissingNode(error: unknown): error is StatusError {
  return error instanceof StatusError && error.status === 404 && error.reason === "NotFound";
}

/** There is no such node, but others; without the right to list them the error is as it was. */
export async function missingNode(
  error: KtError,
  { client, node, usage }: AskedNode,
  signal: AbortSignal,
): Promise<KtError> {
  try {
    const { items } = await client.list<Node>("/api/v1/nodes", { signal });
    const names = items.map(({ metadata }) => metadata.name).toSorted();
    const hint = didYouMean(nearNames(node, names), usage) ?? listOf(names);
    return new KtError("KT_NOT_FOUND", `node "${node}" does not exist`, { hint, cause: error });
  } catch {
    return error;
  }
}

async function withNear(error: unknown, asked: AskedLog, signal: AbortSignal): Promise<unknown> {
  if (isMissingNode(error)) return await missingNode(error, asked, signal);
  const { client, node, query, usageOf } = asked;
  const isFile = query.startsWith("/") && error instanceof KtError && error.code === "KT_NOT_FOUND";
  if (!isFile && !(error instanceof MissingServiceError)) return error;
  try {
    const near = isFile
      ? await nearFiles(client, node, query, signal)
      : await nearServices(new NodeJournal(client, node), query, signal);
    const hint = didYouMean(near, usageOf) ?? (kernelWords.includes(query) ? kernelHint(node) : undefined);
    return hint === undefined ? error : new KtError(error.code, error.message, { hint, cause: error });
  } catch {
    return error;
  }
}

async function nearFiles(
  client: KubeClient,
  node: string,
  path: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const nameAt = path.lastIndexOf("/") + 1;
  const names = (await new NodeFolder(client, node, path.slice(1, nameAt)).list(signal)) ?? [];
  const name = path.slice(nameAt);
  // That is a folder, which the error says.
  if (names.includes(`${name}/`)) return [];
  const files = names.filter((other) => !other.endsWith("/"));
  return nearNames(name, files).map((near) => `${path.slice(0, nameAt)}${near}`);
}

/** Those that the node has; a file where it has one of this name, or one that has what is meant. */
async function nearServices(journal: NodeJournal, service: string, signal: AbortSignal): Promise<readonly string[]> {
  const near = await servicesOf(journal, nearNames(service, usualServices), signal);
  if (near.length > 0) return near;
  const names = (await new NodeFolder(journal.client, journal.node, "").list(signal)) ?? [];
  const meant = [service, `${service}.log`, ...(kernelWords.includes(service) ? kernelFiles : [])];
  return meant.filter((name) => names.includes(name)).map((name) => `/${name}`);
}

/** What the kernel's log is called. A kubelet asks its journal for units, and the kernel is none. */
const kernelWords: readonly string[] = ["kernel", "kern", "kmsg", "dmesg"];

/** Where distributions write it. */
const kernelFiles: readonly string[] = ["kern.log", "messages", "syslog"];

function kernelHint(node: string): string {
  return `a kubelet gives the logs of services, the kernel's is none: on the node journalctl -k; files there: kubectl kt node-logs ${node} --list`;
}
