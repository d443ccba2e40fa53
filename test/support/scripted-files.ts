import { KtError } from "../../src/errors/kt-error.ts";
import type { ByteStream, RequestOptions } from "../../src/kube/client.ts";
import { StatusError } from "../../src/kube/failures/status-error.ts";
import { type LogFile, type Run, stamp } from "./scripted-run.ts";

/**
 * Answers a request for the folder of the container's log files, or for one of them, as the kubelet's file server does. Of a
 * run the last file is the current one; the others have the time of their rotation in their names.
 */
export function answerFromFiles(runs: readonly Run[], path: string, { headers = {} }: RequestOptions): ByteStream {
  const files = runs.flatMap((run) => run.files.map((file) => ({ name: nameOf(run, file), file })));
  const name = decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
  if (name === "") {
    const links = files.map((one) => `<a href="${one.name}">${one.name}</a>\n`).join("");
    const page = `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links}</pre>\n`;
    return bodyOf(200, { "content-type": "text/html; charset=utf-8" }, Buffer.from(page));
  }
  const found = files.find((one) => one.name === name);
  if (found === undefined) throw new StatusError("KT_NOT_FOUND", "404 page not found", { status: 404, reason: "" });
  const stored = storedBytes(found.file);
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(headers["range"] ?? "") ?? [];
  if (from === "" && to === "") return bodyOf(200, {}, stored);
  const start = from === "" ? Math.max(0, stored.length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? stored.length : Math.min(stored.length, Number(to) + 1);
  if (start >= end) throw new KtError("KT_API", "the script has no empty files");
  const place = { "content-range": `bytes ${start}-${end - 1}/${stored.length}` };
  return bodyOf(206, place, stored.subarray(start, end));
}

function nameOf(run: Run, file: LogFile): string {
  if (file === run.file) return `${run.number}.log`;
  return `${run.number}.log.20261121-${String(100_000 + file.number)}`;
}

function storedBytes({ lines }: LogFile): Buffer {
  const texts = lines.map(({ at, bytes }) => `${stamp(at)} stdout F ${bytes.toString("utf8", stamp(at).length + 1)}`);
  return Buffer.from(texts.join(""));
}

function bodyOf(status: number, headers: Readonly<Record<string, string>>, bytes: Buffer): ByteStream {
  let at = 0;
  return {
    status,
    headers: { ...headers, "content-length": String(bytes.length) },
    next: async () => {
      if (at >= bytes.length) return undefined;
      const chunk = bytes.subarray(at, at + chunkBytes);
      at += chunk.length;
      return [chunk];
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

const chunkBytes = 64 * 1024;
