import type { CaptureInput } from "../../captures/capture-input.ts";
import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { StatusError } from "../../kube/failures/status-error.ts";
import { decompressed } from "../../logfiles/decompressed.ts";
import { findLastLines } from "../../logfiles/end-search.ts";
import { chunksOf } from "../../logfiles/file-body.ts";
import { NodeFolder } from "../../logfiles/node-folder.ts";
import type { SourceFacts } from "../../stream/source-info.ts";
import { shellWord } from "../../text/shell-word.ts";

/** A file of a node below `/var/log`. */
export interface NodeFile {
  readonly client: KubeClient;
  readonly node: string;
  /** Below `/var/log`, beginning with a slash. */
  readonly path: string;
}

/**
 * A file of a node as a capture: kubelets choose nothing in files, so that all is done here.
 * @param lastLines Only the last so many are wanted: their place is found from the end, and a few before them may come. Absent: all.
 */
export function nodeFileInput(file: NodeFile, facts: SourceFacts, lastLines: number | undefined): CaptureInput {
  const { path, node } = file;
  const chunks = (signal: AbortSignal): AsyncIterable<Buffer> =>
    lastLines === undefined || path.endsWith(".gz") ? readWhole(file, signal) : readEnd(file, lastLines, signal);
  return { name: `${node}${path}`, facts, isLive: false, open: chunks };
}

async function* readWhole(file: NodeFile, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  yield* decompressed(readFrom(file, 0, signal));
}

async function* readEnd(file: NodeFile, lines: number, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  yield* linesFrom(file, await startOfLast(file, lines, signal), () => {}, signal);
}

/** Where in a file reading must begin to get its last lines. @throws KtError KT_NOT_FOUND for a folder. */
export async function startOfLast(file: NodeFile, lines: number, signal: AbortSignal): Promise<number> {
  const { folder, name } = placeOf(file);
  return await unlessFolder(file, findLastLines(folder, name, lines, signal));
}

/**
 * The lines of a file from the first one on that begins behind an offset, or from its beginning.
 * @param onChunk Takes all bytes from the offset on, in their order.
 * @throws KtError KT_NOT_FOUND.
 */
export async function* linesFrom(
  file: NodeFile,
  offset: number,
  onChunk: (chunk: Buffer) => void,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  let isWithinLine = offset > 0;
  for await (const chunk of readFrom(file, offset, signal)) {
    onChunk(chunk);
    const lineAt = isWithinLine ? chunk.indexOf(newline) + 1 : 0;
    if (isWithinLine && lineAt === 0) continue;
    isWithinLine = false;
    yield chunk.subarray(lineAt);
  }
}

const newline = 0x0a;

async function* readFrom(file: NodeFile, offset: number, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  const { folder, name } = placeOf(file);
  const part = offset > 0 ? { from: offset } : undefined;
  await using body = await unlessFolder(file, folder.open(name, part, signal));
  if (body === undefined) throw notFound(file);
  yield* chunksOf(body);
}

/** The folder that a file lies in, and its name there. @throws KtError KT_NOT_FOUND for a folder. */
export function placeOf(file: NodeFile): { readonly folder: NodeFolder; readonly name: string } {
  const { client, node, path } = file;
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  if (name === "") throw isFolder(file);
  return { folder: new NodeFolder(client, node, path.slice(1, slash + 1)), name };
}

async function unlessFolder<T>(file: NodeFile, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    // Go's file server moves whoever asks for a folder without its slash.
    throw error instanceof StatusError && error.status === 301 ? isFolder(file) : error;
  }
}

function notFound({ node, path }: NodeFile): KtError {
  const slash = path.lastIndexOf("/");
  const where = slash > 0 ? ` --query ${shellWord(path.slice(0, slash + 1))}` : "";
  return new KtError("KT_NOT_FOUND", `node "${node}" has no file /var/log${path}`, {
    hint: `kubectl kt node-logs ${node} --list${where}`,
  });
}

function isFolder({ node, path }: NodeFile): KtError {
  return new KtError("KT_NOT_FOUND", `/var/log${path} of node "${node}" is a folder`, {
    hint: `kubectl kt node-logs ${node} --list --query ${shellWord(path)}`,
  });
}
