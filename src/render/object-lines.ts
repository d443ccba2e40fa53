import { pipeline, Readable } from "node:stream";
import { stringify } from "ndjson";

/**
 * Objects of our own (what was selected, findings, reports) as JSON, one a line. Never for entries: this costs several times
 * what the renderer of JSON does. Lines end with LF on every system, as entries do; the package takes the system's own.
 * @throws what the iteration of the objects throws.
 */
export async function* objectLines(
  objects: Iterable<object> | AsyncIterable<object>,
): AsyncGenerator<Buffer, void, void> {
  const lines = stringify();
  // A failure of the objects ends the lines with it, and so reaches who reads them.
  pipeline(Readable.from(objects), lines, () => {});
  for await (const line of lines)
    yield Buffer.from(
      String(line)
        .replace(/\r\n$/u, "\n")
        .replaceAll(/[\u007f-\u009f]/gu, escaped),
    );
}

/** JSON lets these stand as they are; a terminal might obey them. */
function escaped(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`;
}
