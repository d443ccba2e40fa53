import { KtError } from "../../errors/kt-error.ts";
import { NodeFolder } from "../../logfiles/node-folder.ts";
import { NodeJournal } from "../../nodelogs/node-journal.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import { writeFully } from "../io/write-fully.ts";
import { alignedRows } from "../../text/aligned-rows.ts";
import type { ReadResult } from "../logs/print-logs.ts";
import type { RunContext } from "../logs/run-context.ts";
import { printable } from "../../text/printable.ts";
import { StreamSlots } from "../logs/stream-slots.ts";
import { isMissingNode, missingNode } from "./near-logs.ts";
import type { NodeLogsRequest } from "./node-logs-request.ts";
import type { ChosenNode } from "./node-sources.ts";
import { servicesOf, usualServices } from "./services-of-node.ts";

/** Something that `--query` may be; keys and their order are those of the JSON form. */
interface LogRow {
  readonly context: string | undefined;
  readonly node: string;
  readonly kind: "service" | "file" | "folder";
  /** As `--query` takes it. */
  readonly query: string;
}

/**
 * Prints what logs nodes have (`--list`): the usual services that have a journal there, and the files and folders of
 * `/var/log`, or of the folders that `--query` names. A node that fails is told beside the others.
 */
export async function listNodeLogs(
  nodes: readonly ChosenNode[],
  nodeLogs: NodeLogsRequest,
  format: OutputFormat,
  context: RunContext,
): Promise<ReadResult> {
  const slots = new StreamSlots(nodeLogs.maxNodes);
  const { signal } = context.run;
  const answers = await Promise.all(
    nodes.map(async (node) => {
      const giveBack = await slots.take(signal);
      try {
        return await rowsOf(node, nodeLogs.files, context);
      } finally {
        giveBack();
      }
    }),
  );
  await print(
    answers.flatMap((rows) => rows ?? []),
    format,
    context,
  );
  return { hasReadNothing: answers.every((rows) => rows === undefined) };
}

async function rowsOf(
  { client, name: node, prefix }: ChosenNode,
  folders: readonly string[],
  { run, notices }: RunContext,
): Promise<readonly LogRow[] | undefined> {
  const { signal } = run;
  const place = { context: client.context || undefined, node };
  const rows: LogRow[] = [];
  try {
    for (const folder of folders.length > 0 ? folders : ["/"]) {
      const path = folder.endsWith("/") ? folder : `${folder}/`;
      const names = await new NodeFolder(client, node, path.slice(1)).list(signal);
      if (names === undefined) {
        throw new KtError("KT_NOT_FOUND", `there is no folder /var/log${path}`, {
          hint: `kubectl kt node-logs ${node} --list`,
        });
      }
      for (const name of names) {
        rows.push({ ...place, kind: name.endsWith("/") ? "folder" : "file", query: `${path}${name}` });
      }
    }
    if (folders.length > 0) return rows;
    const services = await servicesOf(new NodeJournal(client, node), usualServices, signal);
    return [...services.map((query): LogRow => ({ ...place, kind: "service", query })), ...rows];
  } catch (error) {
    if (signal.aborted || !(error instanceof KtError)) throw error;
    const usage = (name: string): string => `kubectl kt node-logs ${name} --list`;
    const { code, message, hint } = isMissingNode(error)
      ? await missingNode(error, { client, node, usage }, signal)
      : error;
    notices.notice({ level: "error", code, about: `${prefix}${node}`, message, hint });
    return undefined;
  }
}

async function print(rows: readonly LogRow[], format: OutputFormat, { io }: RunContext): Promise<void> {
  if (format === "json") {
    const { objectLines } = await import("../../render/object-lines.ts");
    for await (const line of objectLines(rows)) await writeFully(io.stdout, line);
    return;
  }
  if (rows.length === 0) return;
  const cells = rows.map(({ node, kind, query }) => [node, kind, printable(query)]);
  await writeFully(io.stdout, Buffer.from(alignedRows([["NODE", "KIND", "QUERY"], ...cells], "   ")));
}
