import { hasCode, KtError } from "../../errors/kt-error.ts";
import { alignedRows } from "../../text/aligned-rows.ts";
import { fittingColumns } from "../../text/fitting-columns.ts";
import type { FileAccess } from "../../logfiles/file-access.ts";
import type { FileFacts } from "../../logfiles/file-facts.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import type { Target } from "../../targets/target.ts";
import { formatTimestamp, type Instant } from "../../time/timestamp.ts";
import { terminalColumns } from "../io/terminal-columns.ts";
import { writeFully } from "../io/write-fully.ts";
import type { ReadResult } from "../logs/print-logs.ts";
import type { RunContext } from "../logs/run-context.ts";

/** How files are listed. */
export interface FileListing {
  readonly format: OutputFormat;
  readonly files: FileAccess;
}

/**
 * Prints the log files of containers (H3): a table, or with `-o json` one object a line. A container that fails is told beside
 * the others.
 * @throws KtError KT_FORBIDDEN when nodes may not be asked at all.
 */
export async function listFiles(
  targets: readonly Target[],
  { format, files }: FileListing,
  context: RunContext,
): Promise<ReadResult> {
  const rows: FileRow[] = [];
  let failures = 0;
  for (let from = 0; from < targets.length; from += mostAtOnce) {
    const some = targets.slice(from, from + mostAtOnce);
    const answers = await Promise.all(some.map((target) => rowsOf(target, files, context)));
    for (const answer of answers) {
      if (answer === undefined) failures++;
      else rows.push(...answer);
    }
  }
  await print(rows, format, context);
  return { hasReadNothing: failures > 0 && failures === targets.length };
}

/** Politeness towards the API server and the kubelets. */
const mostAtOnce = 8;

/** One file; keys and their order are those of the JSON form. */
interface FileRow extends FileColumns {
  readonly context: string | undefined;
  readonly namespace: string;
  readonly node: string;
  readonly pod: string;
  readonly container: string;
}

/** What is the file's own. */
interface FileColumns {
  readonly instance: number;
  readonly file: string;
  readonly kind: "current" | "earlier" | "rotated" | "compressed";
  readonly bytes: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

async function rowsOf(
  target: Target,
  access: FileAccess,
  { run, notices }: RunContext,
): Promise<readonly FileRow[] | undefined> {
  const { client, pods, container } = target;
  const { namespace, name } = target.pod;
  const pod = pods.current(target.pod);
  const node = pod?.spec.nodeName;
  if (pod === undefined || node === undefined) return [];
  try {
    const facts = (await access.filesOf(client, pod, container)?.describe(run.signal)) ?? [];
    const place = { context: client.context || undefined, namespace, node, pod: name, container };
    const newest = facts.at(-1)?.file.instance;
    return facts.map((one) => ({ ...place, ...rowOf(one, newest) }));
  } catch (error) {
    if (run.signal.aborted || !(error instanceof KtError)) throw error;
    const { code, message, hint } = error;
    // The right is the same for all of them.
    if (hasCode(error, "KT_FORBIDDEN")) throw error;
    notices.notice({ level: "error", code, about: `${namespace}/${name}/${container}`, message, hint });
    return undefined;
  }
}

function rowOf({ file, sizeBytes, first, last }: FileFacts, newestInstance: number | undefined): FileColumns {
  const { name, instance, rotatedAt, isCompressed } = file;
  const ofInstance = instance === newestInstance ? "current" : "earlier";
  const kind = rotatedAt === "" ? ofInstance : isCompressed ? "compressed" : "rotated";
  return { instance, file: name, kind, bytes: sizeBytes, first: timeOf(first), last: timeOf(last) };
}

function timeOf(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : formatTimestamp(instant);
}

async function print(rows: readonly FileRow[], format: OutputFormat, { io, notices }: RunContext): Promise<void> {
  if (format === "json") {
    const { objectLines } = await import("../../render/object-lines.ts");
    for await (const line of objectLines(rows)) await writeFully(io.stdout, line);
    return;
  }
  if (rows.length > 0) await writeFully(io.stdout, Buffer.from(tableOf(rows, terminalColumns(io))));
  else
    notices.notice({ level: "info", message: "there are no log files: nothing has been started, or all is deleted" });
}

function tableOf(rows: readonly FileRow[], mostColumns: number): string {
  const hasContexts = new Set(rows.map(({ context }) => context)).size > 1;
  const titles = ["NAMESPACE", "POD", "CONTAINER", "NODE", "FILE", "KIND", "SIZE", "FIRST", "LAST"];
  const cells = rows.map((row) => [
    ...(hasContexts ? [row.context ?? ""] : []),
    row.namespace,
    row.pod,
    row.container,
    row.node,
    row.file,
    row.kind,
    sizeText(row.bytes),
    secondText(row.first),
    secondText(row.last),
  ]);
  const all = [hasContexts ? ["CONTEXT", ...titles] : titles, ...cells];
  const fitting = fittingColumns(all, { ...narrowing, mostColumns });
  return alignedRows(fitting.rows, fitting.gap);
}

/** The name of a file shows its kind; whose it is, how large, and how far back it reaches always stands there. */
const narrowing = {
  leftOutIfSame: ["NAMESPACE", "NODE", "CONTAINER"],
  leftOutFirst: ["KIND", "NODE", "LAST"],
};

/** Without parts of a second: those are in the JSON form. */
function secondText(time: string | undefined): string {
  return time === undefined ? "-" : time.replace(/\.\d+Z$/, "Z");
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}
