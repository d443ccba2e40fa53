import { JsonMembers } from "../json-members.ts";
import { LogfmtPairs } from "./logfmt-pairs.ts";

/**
 * The keys of the entry `bytes[start, end)`, as fields are asked for by: those of a JSON object, and of the objects within it with
 * a point between (`user.id`), or those of pairs.
 */
export function* keysOf(bytes: Buffer, start: number, end: number): Generator<string, void, void> {
  let at = start;
  while (at < end && (bytes[at] as number) <= 0x20) at++;
  if (bytes[at] === openBrace) {
    yield* keysOfObject(bytes, at, end, "");
    return;
  }
  const pairs = new LogfmtPairs();
  pairs.open(bytes, at, end);
  while (pairs.next()) {
    const key = bytes.toString("utf8", pairs.keyStart, pairs.keyEnd);
    // Amid a text much may stand before an equals sign.
    if (/^[\w.@/-]{1,64}$/u.test(key)) yield key;
  }
}

function* keysOfObject(bytes: Buffer, start: number, end: number, head: string): Generator<string, void, void> {
  const members = new JsonMembers();
  if (!members.open(bytes, start, end)) return;
  while (members.next()) {
    const key = head + bytes.toString("utf8", members.keyStart, members.keyEnd);
    yield key;
    const isShallow = key.split(".").length < mostParts;
    if (isShallow && bytes[members.valueStart] === openBrace) {
      yield* keysOfObject(bytes, members.valueStart, members.valueEnd, `${key}.`);
    }
  }
}

const openBrace = 0x7b;
const mostParts = 4;
