import type { CaptureInput } from "../../captures/capture-input.ts";
import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { StatusError } from "../../kube/failures/status-error.ts";
import { decompressed } from "../../logfiles/decompressed.ts";
import { chunksOf, type FileBody } from "../../logfiles/file-body.ts";
import { NodeFolder } from "../../logfiles/node-folder.ts";
import type { SourceFacts } from "../../stream/source-info.ts";

/** A file of a node below `/var/log`. */
export interface NodeFile {
  readonly client: KubeClient;
  readonly node: string;
  /** Below `/var/log`, beginning with a slash. */
  readonly path: string;
}

/**
 * A file of a node as a capture: kubelets choose nothing in files, so that all is done here.
 * @param lastLines Only the last so many are wanted: they are found from the end. Absent: all.
 */
export function nodeFileInput(file: NodeFile, facts: SourceFacts, lastLines: number | undefined): CaptureInput {
  const open = lastLines === undefined || file.path.endsWith(".gz") ? openWhole(file) : openEnd(file, lastLines);
  return { name: `${file.node}${file.path}`, facts, isLive: false, open };
}

function openWhole(file: NodeFile): CaptureInput["open"] {
  return async function* (signal) {
    await using body = await openBody(file, undefined, signal);
    yield* decompressed(chunksOf(body));
  };
}

function openEnd(file: NodeFile, lines: number): CaptureInput["open"] {
  return async function* (signal) {
    for (let bytes = Math.max(firstBytes, lines * usualLineBytes); ; bytes *= 4) {
      await using body = await openBody(file, bytes, signal);
      const text = await body.rest();
      const from = startOfLast(text, lines);
      if (from < 0 && text.length < (body.sizeBytes ?? 0)) continue;
      yield text.subarray(Math.max(from, 0));
      return;
    }
  };
}

const firstBytes = 64 * 1024;
const usualLineBytes = 256;

/** Where the last lines begin; -1 when there are not so many, or the first of them may have begun before. */
function startOfLast(text: Buffer, lines: number): number {
  let at = text.at(-1) === newline ? text.length - 1 : text.length;
  for (let missing = lines; missing > 0 && at >= 0; missing--) at = at === 0 ? -1 : text.lastIndexOf(newline, at - 1);
  return at < 0 ? -1 : at + 1;
}

const newline = 0x0a;

async function openBody(file: NodeFile, lastBytes: number | undefined, signal: AbortSignal): Promise<FileBody> {
  const { client, node, path } = file;
  const slash = path.lastIndexOf("/");
  const folder = new NodeFolder(client, node, path.slice(1, slash + 1));
  const name = path.slice(slash + 1);
  if (name === "") throw isFolder(file);
  const part = lastBytes === undefined ? undefined : { last: lastBytes };
  let body: FileBody | undefined;
  try {
    body = await folder.open(name, part, signal);
  } catch (error) {
    // Go's file server moves whoever asks for a folder without its slash.
    throw error instanceof StatusError && error.status === 301 ? isFolder(file) : error;
  }
  if (body !== undefined) return body;
  const where = slash > 0 ? ` --query ${path.slice(0, slash + 1)}` : "";
  throw new KtError("KT_NOT_FOUND", `node "${node}" has no file /var/log${path}`, {
    hint: `kubectl kt node-logs ${node} --list${where}`,
  });
}

function isFolder({ node, path }: NodeFile): KtError {
  return new KtError("KT_NOT_FOUND", `/var/log${path} of node "${node}" is a folder`, {
    hint: `kubectl kt node-logs ${node} --list --query ${path}`,
  });
}
