import { badRequest } from "./status.ts";

/**
 * A boolean of a query: everything but `0` and `false` is true, the empty text too, and what is absent is
 * false (k8s.io/apimachinery v0.36.3 pkg/runtime/conversion.go).
 */
export function parseBoolean(text: string | null): boolean {
  return text !== null && text !== "0" && text.toLowerCase() !== "false";
}

/**
 * An integer of a query, as Go's strconv.ParseInt reads it; undefined when absent.
 * @throws StatusError 400.
 */
export function parseInteger(text: string | null): number | undefined {
  if (text === null) return undefined;
  const fail = (why: string): Error => badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw fail("invalid syntax");
  if (BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) throw fail("value out of range");
  return Number(text);
}

/**
 * A resource version of a query; 0 when absent or empty.
 * @throws the error that `fail` makes of the words.
 */
export function parseResourceVersion(text: string | null, fail: (message: string) => Error): number {
  if (text === null || text === "") return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw fail(`resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`);
}
